import type { NatsConnection } from 'nats';

interface ClientSettings {
  pingInterval: number;
  maxPingOut: number;
  maxReconnectAttempts?: number;
  inboxPrefix?: string;
}

/** The client keeps its settings on the connection without typing them. `null`: they are not where version 2 has them. */
export const clientSettings = (connection: NatsConnection): ClientSettings | null => {
  const { options } = connection as { options?: Partial<ClientSettings> };
  if (typeof options?.pingInterval !== 'number' || typeof options.maxPingOut !== 'number') return null;
  return options as ClientSettings;
};
