import { expect, it } from 'vitest';
import { shown } from '../../src/inspect/shown.ts';

it('logins and query strings do not leave the process', () => {
  const source = { url: 'https://ada:secret@feeds.example/a?token=t0ken', credentials: 'ada:secret', etag: '"1"' };
  const error = new Error('fetch https://ada:secret@feeds.example/a?token=t0ken: 503');
  const text = JSON.stringify(shown({ source, error }));
  expect(text).not.toMatch(/secret|t0ken/);
  expect(shown({ source })).toEqual({
    source: { url: 'https://feeds.example/a?…', credentials: 'withheld', etag: '"1"' },
  });
});

it('bodies are told by their size', () => {
  const entries = [{ title: 'a' }, { title: 'b' }];
  expect(shown({ document: { bytes: new Uint8Array(70_000) }, finding: { entries } })).toEqual({
    document: { bytes: '70000 bytes' },
    finding: { entries: '2 of them' },
  });
  expect(shown('x'.repeat(1_000))).toHaveLength(301);
});

it('what is too deep, or holds itself, ends', () => {
  const ring: { inner?: object } = {};
  ring.inner = ring;
  expect(JSON.stringify(shown(ring))).toContain('…');
});
