import type { Sample } from './sample.ts';

export const broken: Sample = {
  name: 'broken',
  path: '/broken.xml',
  contentType: 'application/rss+xml; charset=utf-8',
  failure: 'not-a-feed',
  body: `<!doctype html>
<html lang="en">
<head><title>Back soon</title></head>
<body>
  <h1>We are repainting the buoys</h1>
  <p>The feed will be back on Monday.<br>So will the harbour master.
</body>
</html>
`,
};
