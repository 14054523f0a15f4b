import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { feedMachine } from '../machines/feed.ts';
import { retryAdvice } from '../src/retry-advice.ts';
import { run as runCommand } from './cli/run.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { type FeedServer, openFeedServer } from './feed-server.ts';
import { createNamespace } from './namespace.ts';

const execute = promisify(execFile);
const root = new URL('..', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

const readme = await read('README.md');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, code = '']) => code);

/** The words in code type that begin the rows of a table. */
const firstCells = (table: RegExp) =>
  (table.exec(readme)?.[0].match(/^\| (`.*?) \|/gm) ?? []).join().match(/(?<=`)[\w-]+(?=`)/g);

describe('the README', () => {
  const namespace = createNamespace();
  let database: TestDatabase;
  let server: FeedServer;
  let folder: string;

  beforeAll(async () => {
    [database, server] = await Promise.all([createTestDatabase(), openFeedServer()]);
    folder = await mkdtemp(join(tmpdir(), 'feedlock-readme-'));
    for (const name of ['feed.xml', 'a.xml', 'b.xml', 'blog']) server.add(name);
    await writeFile(
      join(folder, 'feeds.opml'),
      `<opml version="2.0"><body><outline xmlUrl="http://${server.host}/a.xml"/></body></opml>`,
    );
  });
  afterAll(async () => {
    await server.stop();
    await database[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const onLoopback = (text: string) => text.replaceAll('https://example.org', `http://${server.host}`);

  const environment = () => ({
    NATS_URL: inject('natsUrl'),
    DATABASE_URL: database.url,
    FEEDLOCK_NAMESPACE: namespace,
    FEEDLOCK_ALLOW_PRIVATE: '1',
    FEEDLOCK_DATA_DIR: join(folder, 'data'),
    TMPDIR: folder,
  });

  const run = (args: string[]) => {
    const { PATH, HOME } = process.env;
    return execute(process.execPath, ['--no-opt', ...args], { cwd: folder, env: { PATH, HOME, ...environment() } });
  };

  it.each(blocks('ts').map((code, i) => [i + 1, code] as const))(
    'snippet %i runs',
    { timeout: 30_000 },
    async (i, code) => {
      const file = new URL(`dist/readme-${i}.mjs`, root);
      await writeFile(file, onLoopback(code));
      try {
        expect((await run([file.pathname])).stderr).toBe('');
      } finally {
        await rm(file);
      }
    },
  );

  it('has snippets that the compiler passes', { timeout: 30_000 }, async () => {
    const snippets = await mkdtemp(fileURLToPath(new URL('dist/readme-', root)));
    const files = blocks('ts').map((code, i) => ({ path: join(snippets, `${i + 1}.ts`), code }));
    await Promise.all(files.map(({ path, code }) => writeFile(path, code)));
    const compiler = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root));
    const settings =
      '--ignoreConfig --noEmit --strict --module nodenext --target es2022 --lib es2023,dom,esnext.disposable';
    try {
      const compiling = run([compiler, ...settings.split(' '), '--skipLibCheck', ...files.map(({ path }) => path)]);
      expect(await compiling.catch(({ stdout }) => ({ stdout }))).toMatchObject({ stdout: '' });
    } finally {
      await rm(snippets, { recursive: true });
    }
  });

  const commands = blocks('sh')
    .join('')
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, ''))
    .filter((line) => line.startsWith('npx feedlock'));

  it('shows commands', () => expect(commands.length).toBeGreaterThan(8));

  it.each(commands)('`%s` runs', { timeout: 30_000 }, async (command) => {
    const text = onLoopback(command)
      .replace('--port 8080', '--port 0')
      .replace('feeds.opml', join(folder, 'feeds.opml'));
    const [, , ...args] = text.split(' ');
    if (args[0] !== 'run') {
      expect((await runCommand(args, environment())).code).toBe(0);
      return;
    }
    // A node runs until it is told to end, and then ends well.
    const running = run([new URL('dist/src/cli/feedlock.js', root).pathname, ...args]);
    running.child.stderr?.on('data', (line) => `${line}`.includes('runs;') && running.child.kill());
    await expect(running).resolves.toBeDefined();
  });

  it('names every npm script that it tells of', async () => {
    const { scripts } = JSON.parse(await read('package.json'));
    const told = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
    expect(told.length).toBeGreaterThan(0);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(told));
  });

  it('explains every failure code, and no other', async () => {
    const union = /type FailureCode =([^;]*);/.exec(await read('machines/model.ts'))?.[1] ?? '';
    const codes = union.match(/(?<=')[\w-]+(?=')/g) ?? [];
    expect(
      firstCells(/^\| `error\.code`.*?\n\n/ms)
        ?.filter((code) => code !== 'error')
        .toSorted(),
    ).toEqual(codes.toSorted());
  });

  it('gives the advice that the code gives for every failure code', () => {
    const rows = /^\| `error\.code`.*?\n\n/ms.exec(readme)?.[0].matchAll(/^\| (`.+?`) \| (\w+) \|/gm) ?? [];
    const told = [...rows].flatMap(([, codes = '', advice]) =>
      codes.split(' ').map((code) => [code.slice(1, -1), advice]),
    );
    expect(Object.fromEntries(told.slice(1))).toEqual(retryAdvice);
  });

  it('explains every outcome, and no other', async () => {
    const union = /type Outcome =(.*?);\n\n/s.exec(await read('machines/model.ts'))?.[1] ?? '';
    const statuses = union.match(/(?<=status: ')\w+(?=')/g) ?? [];
    expect(
      firstCells(/^\| `status`.*?\n\n/ms)
        ?.filter((name) => name !== 'status')
        .toSorted(),
    ).toEqual(statuses.toSorted());
  });

  it('lists every environment variable that is read', async () => {
    const variable = /\b(?:(?:NATS|FEEDLOCK|DATABASE)_[A-Z_]+|[A-Z]+_PROXY)\b/g;
    const used = `${await read('src/options.ts')} ${await read('src/cli/run.ts')}`.match(variable) ?? [];
    const listed = readme.match(variable) ?? [];
    expect([...new Set(listed)].toSorted()).toEqual([...new Set(used)].toSorted());
  });

  it('draws the top-level states as the machine has them', () => {
    const drawn = [...(blocks('mermaid')[0] ?? '').matchAll(/(\w+) --> (\w+) :/g)].map(
      ([, from, to]) => `${from} ${to}`,
    );
    const topOf = (path: readonly string[]) => path[0] ?? '';
    const edges = [...(feedMachine.root.states ? Object.values(feedMachine.root.states) : [])].flatMap(
      function edgesOf(node): string[] {
        const own = [...node.transitions.values()]
          .flat()
          .flatMap(({ target = [] }) => target.map((to) => `${topOf(node.path)} ${topOf(to.path)}`));
        return [...own, ...Object.values(node.states).flatMap(edgesOf)];
      },
    );
    const between = edges.filter((edge) => new Set(edge.split(' ')).size === 2);
    expect([...new Set(drawn)].toSorted()).toEqual([...new Set(between)].toSorted());
  });
});
