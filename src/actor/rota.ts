import { urlOf } from '../url.ts';

interface Item {
  url: string;
  /** Where it stands in the list: more than once, if it is there more than once. */
  places: number[];
}

interface Queue {
  items: Item[];
  next: number;
  /** How many more may be worked on at the same time. */
  free: number;
}

const itemsOf = (urls: readonly string[]): Iterable<Item> => {
  const items = new Map<string, Item>();
  for (const [place, url] of urls.entries()) {
    const item = items.get(url);
    if (item) item.places.push(place);
    else items.set(url, { url, places: [place] });
  }
  return items.values();
};

const byHost = (items: Iterable<Item>, hostOf: (url: string) => string, perHost: number): Iterable<Queue> => {
  const queues = new Map<string, Queue>();
  for (const item of items) {
    const host = urlOf(item.url) ? hostOf(item.url) : '';
    const queue = queues.get(host);
    if (queue) queue.items.push(item);
    else queues.set(host, { items: [item], next: 0, free: perHost });
  }
  return queues.values();
};

/**
 * Works on a list of URLs, `concurrency` at a time. Hosts take turns, and of what one host does not take at the same time
 * nothing is begun: a host with many feeds, or a slow one, keeps nobody else's waiting. A URL that is there several times is
 * begun as often at the same moment.
 */
export const workInTurns = (
  urls: readonly string[],
  options: { hostOf(url: string): string; perHost: number; concurrency: number },
  act: (url: string, place: number) => Promise<void>,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const { hostOf, perHost, concurrency } = options;
    /** The queues that may go on, in the order of their turns. */
    const ready = new Set(byHost(itemsOf(urls), hostOf, perHost));
    let active = 0;

    const lineUp = (queue: Queue) => {
      if (queue.free > 0 && queue.next < queue.items.length) ready.add(queue);
    };

    const begin = () => {
      // A queue that lines up again while the loop runs has another turn at the end of it.
      for (const queue of ready) {
        if (active >= concurrency) return;
        ready.delete(queue);
        const item = queue.items[queue.next++];
        if (item === undefined) continue;
        const { url, places } = item;
        queue.free -= 1;
        active += 1;
        lineUp(queue);
        Promise.all(places.map((place) => act(url, place))).then(() => {
          queue.free += 1;
          active -= 1;
          lineUp(queue);
          begin();
        }, reject);
      }
      if (active === 0) resolve();
    };
    begin();
  });
