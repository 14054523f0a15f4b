import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pieceSize, piecesOf } from '../../src/store/pieces.ts';
import { entry, imported } from './import.ts';
import { openTestStore } from './store.ts';

describe('the pieces of a list', () => {
  it('are its JSON, each of them text that is not too long', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.integer({ min: 2, max: 20 }), (texts, size) => {
        const pieces = [
          ...piecesOf(
            texts.map((text) => JSON.stringify(text)),
            size,
          ),
        ];
        expect(JSON.parse(pieces.join(''))).toEqual(texts);
        expect(pieces.every((piece) => piece.isWellFormed() && piece.length <= size + 1)).toBe(true);
      }),
    );
  });
});

describe('an import that is too large for one round trip', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store[Symbol.asyncDispose]());

  const content = 'x😀'.repeat(pieceSize / 10);
  const large = imported(...Array.from({ length: 8 }, (_, n) => entry(`${n}`, { content })));
  const pieces = () => store.client`select * from feedlock.pieces`;

  it('is committed like any other, and leaves no pieces', async () => {
    const feed = await store.feed('large');
    expect(await store.commit(feed, await store.mint(feed), large)).toMatchObject({ created: 8, unchanged: 0 });
    expect((await store.entries(feed.url)).map((entry) => [entry.identity, entry.content === content])).toEqual(
      Array.from({ length: 8 }, (_, n) => [`${n}`, true]),
    );
    expect(await store.commit(feed, await store.mint(feed), large)).toMatchObject({ created: 0, unchanged: 8 });
    expect(await pieces()).toEqual([]);
  });

  it('writes nothing when its fence has been superseded', async () => {
    const feed = await store.feed('superseded');
    const fence = await store.mint(feed);
    await store.mint(feed);
    expect(await store.commit(feed, fence, large)).toEqual({ status: 'lost', fence });
    expect(await store.entries(feed.url)).toEqual([]);
    expect(await pieces()).toEqual([]);
  });

  it('writes nothing when a piece of it is missing', async () => {
    const feed = await store.feed('missing');
    await store.client`
      create function feedlock.forget() returns trigger language plpgsql as 'begin
        return case when new.place <> 1 then new end; end'`;
    await store.client`
      create trigger forget before insert on feedlock.pieces for each row execute function feedlock.forget()`;
    const fence = await store.mint(feed);
    expect(await store.commit(feed, fence, large)).toEqual({ status: 'lost', fence });
    await store.client`drop function feedlock.forget() cascade`;
    expect(await store.entries(feed.url)).toEqual([]);
    expect(await store.commit(feed, await store.mint(feed), large)).toMatchObject({ created: 8 });
  });

  it('takes away what an earlier one left that came to nothing', async () => {
    const feed = await store.feed('left');
    const fence = await store.mint(feed);
    await store.client`
      insert into feedlock.pieces (feed_id, fence, place, piece) values (${feed.id}, ${fence}, 0, '[')`;
    expect(await store.commit(feed, await store.mint(feed), large)).toMatchObject({ created: 8 });
    expect(await pieces()).toEqual([]);
  });
});
