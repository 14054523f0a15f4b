import { expect, test } from 'vitest';
import { createHostOf } from '../../src/actor/scope.ts';

test.each([
  ['https://a.example/feed?x=1', 'https://a.example/feed?x=1', 'a.example', 'a.example'],
  [
    'https://blog.site.example:8443/feed',
    'https://blog.site.example:8443/feed',
    'blog.site.example:8443',
    'site.example',
  ],
  ['http://www.site.co.uk/', 'http://www.site.co.uk/', 'www.site.co.uk', 'site.co.uk'],
  ['https://user.github.io/feed', 'https://user.github.io/feed', 'user.github.io', 'github.io'],
  [
    'https://a.b.xn--bcher-kva.example/',
    'https://a.b.xn--bcher-kva.example/',
    'a.b.xn--bcher-kva.example',
    'xn--bcher-kva.example',
  ],
  ['http://127.0.0.1:8080/feed', 'http://127.0.0.1:8080/feed', '127.0.0.1:8080', '127.0.0.1:8080'],
  ['http://[::1]:8080/feed', 'http://[::1]:8080/feed', '[::1]:8080', '[::1]:8080'],
  ['http://localhost:3000/', 'http://localhost:3000/', 'localhost:3000', 'localhost:3000'],
  ['http://bridge/', 'http://bridge/', 'bridge', 'bridge'],
  ['https://com/', 'https://com/', 'com', 'com'],
])('%s', (url, alone, host, domain) => {
  expect(createHostOf('url')(url)).toBe(alone);
  expect(createHostOf('host')(url)).toBe(host);
  expect(createHostOf('domain')(url)).toBe(domain);
});
