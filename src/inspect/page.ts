export const statelyOrigin = 'https://stately.ai';

/** Shows Stately's inspector and hands it the frames of the socket. Connects again when the next command serves this address. */
export const page = (nonce: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>feedlock · inspector</title>
<style nonce="${nonce}">
  html, body, iframe { margin: 0; width: 100%; height: 100%; border: 0; display: block; overflow: hidden; }
</style>
</head>
<body>
<iframe src="${statelyOrigin}/inspect" title="Stately inspector"></iframe>
<script nonce="${nonce}">
  const viewer = document.querySelector('iframe');
  let frames = [];
  let ready = false;
  const show = (frame) => viewer.contentWindow.postMessage(frame, '${statelyOrigin}');
  addEventListener('message', ({ origin, data }) => {
    if (origin !== '${statelyOrigin}' || data?.type !== '@statelyai.connected') return;
    ready = true;
    frames.forEach(show);
    frames = [];
  });
  const connect = () => {
    const socket = new WebSocket('ws://' + location.host);
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (ready) show(frame);
      else frames.push(frame);
    };
    socket.onclose = () => setTimeout(connect, 500);
  };
  connect();
</script>
</body>
</html>
`;

/** Nothing but the inspector may be framed, and nobody may frame us. */
export const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `frame-src ${statelyOrigin}`,
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
    "frame-ancestors 'none'",
  ].join('; ');
