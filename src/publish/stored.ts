import { type Consumer, type ConsumerInfo, type ConsumerMessages, type JsMsg, millis } from 'nats';

/** ms between two looks at what is left. */
const lookInterval = 1_000;

/** ms in which NATS hands out again what a dead reader left, once it has waited for it enough. */
const redelivery = 2_000;

/** All that is stored has been handled. */
export const isHandled = ({ num_pending, num_ack_pending }: ConsumerInfo): boolean =>
  num_pending + num_ack_pending === 0;

/** Ends the messages after the last one that is stored. */
export async function* stored(messages: ConsumerMessages): AsyncGenerator<JsMsg, void> {
  for await (const message of messages) {
    yield message;
    if (message.info.pending === 0) return;
  }
}

/**
 * The same for one of the readers of a name. The last may go to another of them: then the messages end when all are handled, or
 * when none has come for so long that whoever has it must be alive.
 */
export async function* storedForAll(consumer: Consumer, messages: ConsumerMessages): AsyncGenerator<JsMsg, void> {
  let awaitedSince: number | null = performance.now();
  const look = async () => {
    if (awaitedSince === null) return;
    const waited = performance.now() - awaitedSince;
    const info = await consumer.info();
    if (isHandled(info) || waited > millis(info.config.ack_wait ?? 0) + redelivery) messages.stop();
  };
  // While NATS is away nobody knows.
  const looking = setInterval(() => look().catch(() => {}), lookInterval);
  try {
    for await (const message of stored(messages)) {
      awaitedSince = null;
      yield message;
      awaitedSince = performance.now();
    }
  } finally {
    clearInterval(looking);
  }
}
