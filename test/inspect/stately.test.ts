import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { inspectWithStately } from '../../src/inspect/stately.ts';
import { article, startFeed } from './feed.ts';

interface Frame {
  type: string;
  sessionId: string;
  rootId: string;
  name?: string;
  definition?: string;
  event?: { type: string };
  snapshot?: { status: string; value?: unknown; context?: Record<string, unknown> };
}

const startInspection = async () => {
  const inspection = await inspectWithStately({ node: 'node-1' });
  onTestFinished(inspection.stop);
  return inspection;
};

type Inspection = Awaited<ReturnType<typeof startInspection>>;

const view = async ({ url }: Inspection, origin?: string) => {
  const socket = new WebSocket(url.replace('http', 'ws'), origin === undefined ? {} : { origin });
  const frames: Frame[] = [];
  let text = '';
  socket.on('message', (data) => {
    text += data;
    frames.push(JSON.parse(`${data}`));
  });
  await once(socket, 'open');
  return { frames, text: () => text, values: () => frames.map(({ snapshot }) => JSON.stringify(snapshot?.value)) };
};

it('a viewer sees the registration, the events and the snapshots of a feed’s actor', async () => {
  const inspection = await startInspection();
  const viewer = await view(inspection);
  await startFeed(inspection).finish();
  await vi.waitFor(() => expect(viewer.values()).toContain('"released"'));

  const registered = viewer.frames.find(
    ({ type, sessionId, rootId }) => type === '@xstate.actor' && sessionId === rootId,
  );
  expect(JSON.parse(registered?.definition ?? '')).toMatchObject({ id: 'feed', initial: 'idle' });
  expect(viewer.frames).toContainEqual(
    expect.objectContaining({
      type: '@xstate.event',
      sessionId: registered?.sessionId,
      event: expect.objectContaining({ type: 'IMPORT' }),
    }),
  );
  expect(viewer.values()).toEqual(
    expect.arrayContaining(['"locked"', '{"importing":"fetching"}', '{"importing":"saving"}']),
  );
});

it('ids begin with the node, and neither logins nor bodies are sent', async () => {
  const inspection = await startInspection();
  const viewer = await view(inspection);
  await startFeed(inspection).finish();
  await vi.waitFor(() => expect(viewer.values()).toContain('"released"'));

  for (const { sessionId, rootId } of viewer.frames) {
    expect(sessionId).toMatch(/^node-1\/x:\d+$/);
    expect(rootId).toMatch(/^node-1\/x:\d+$/);
  }
  expect(viewer.text()).toContain('withheld');
  expect(viewer.text()).not.toMatch(new RegExp(`secret|${article}|the-nonce|${[...Buffer.from('the')].join(',')}`));
});

it('a late viewer is told which actors there are and what they have become', async () => {
  const inspection = await startInspection();
  const { fetching, finish } = startFeed(inspection);
  await fetching();

  const viewer = await view(inspection);
  const kinds = () => viewer.frames.map(({ type, sessionId, rootId }) => sessionId === rootId && type).filter(Boolean);
  await vi.waitFor(() => expect(kinds()).toEqual(['@xstate.actor', '@xstate.snapshot']));
  expect(viewer.values()).toContain('{"importing":"fetching"}');

  await finish();
  await vi.waitFor(() => expect(viewer.values()).toContain('"released"'));
});

it.each(['https://evil.example', 'http://127.0.0.1:1', 'null', 'https://stately.ai.evil.example'])(
  'a page from %s is refused',
  async (origin) => {
    const inspection = await startInspection();
    await expect(view(inspection, origin)).rejects.toThrow('403');
  },
);

it('Stately’s page and our own are let in', async () => {
  const inspection = await startInspection();
  const { port } = new URL(inspection.url);
  for (const origin of ['https://stately.ai', inspection.url, `http://localhost:${port}`])
    await view(inspection, origin);
  await inspection.viewed;
});

it('our page frames Stately’s inspector, and may be framed by nobody', async () => {
  const { url } = await startInspection();
  const response = await fetch(url);
  expect(await response.text()).toContain('<iframe src="https://stately.ai/inspect"');
  expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

it('a stopped inspection sends its viewers what is left, and closes', async () => {
  const inspection = await startInspection();
  const viewer = await view(inspection);
  await startFeed(inspection).finish();
  await inspection.stop();
  expect(viewer.values()).toContain('"released"');
  await expect(fetch(inspection.url)).rejects.toThrow();
});
