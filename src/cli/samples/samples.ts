import { atom } from './atom.ts';
import { broken } from './broken.ts';
import { etag } from './etag.ts';
import { jsonFeed } from './json-feed.ts';
import { rss1 } from './rss-1.ts';
import { rss2 } from './rss-2.ts';
import type { Sample } from './sample.ts';
import { windows1252 } from './windows-1252.ts';

export const samples: readonly Sample[] = [rss2, rss1, atom, jsonFeed, windows1252, etag, broken];
