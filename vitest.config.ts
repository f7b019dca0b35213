import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

declare module 'vitest' {
  interface ProvidedContext {
    isImitated: boolean;
  }
}

// Tests read the sources of every package, never a build: the condition stands in each package's exports.
const source = { conditions: ['@unrolled/source', 'module', 'node', 'development|production'] };

// CHROMIUM names an installed browser; without it the one that `npx playwright install chromium` fetched is used.
const chromium = playwright({
  launchOptions: {
    ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--enable-unsafe-webgpu',
    ],
  },
});

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** On graphics cards that are imitated on the processor, for minutes, tests make fewer comparisons unless all are asked for. */
const isImitated = process.env.UNROLLED_GRAPHICS !== 'all';

/** Tests that run in a page: those in files called after the project. */
const inBrowser = (name: string) => ({
  resolve: { conditions: ['@unrolled/source', 'module', 'browser', 'development|production'] },
  test: {
    name,
    include: [`packages/*/test/**/*.${name}.ts`],
    provide: { isImitated },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: chromium,
      instances: [{ browser: 'chromium' as const }],
    },
  },
});

export default defineConfig({
  test: {
    // tfjs advertises its native backend whenever the cpu backend is used in Node.
    onConsoleLog: (text) => !text.includes('running TensorFlow.js in Node.js'),
    // Both cores of a small machine; the default leaves one of them idle.
    maxWorkers: '100%',
    projects: [
      {
        resolve: source,
        ssr: { resolve: source },
        test: {
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts'],
          typecheck: {
            enabled: true,
            include: ['packages/*/test/**/*.test-d.ts'],
            tsconfig: './tsconfig.json',
          },
          // What hangs is ended; what a loaded machine takes long for is not.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // An addon that happens to be built here changes no test but those of the addon, which ask for it; nor do
          // the machine's processors any but those of threads.
          env: { UNROLLED_NATIVE: '0', UNROLLED_THREADS: '1' },
        },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        // What the pages tell readers to run, run: minutes of small commands.
        test: { name: 'pages', include: ['{packages/*,site}/test/**/*.pages.ts'], testTimeout: 600_000 },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        test: { name: 'slow', include: ['packages/*/test/**/*.slow.ts'], testTimeout: 3_600_000 },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        // Against a real server, which these tests start: valkey-server or redis-server must be installed.
        test: { name: 'queue', include: ['packages/*/test/**/*.queue.ts'], testTimeout: 120_000 },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        // On the real TensorFlow, which scripts/tfjs-node.sh installs: TFJS_NODE names which of its two packages.
        test: {
          name: 'tensorflow',
          include: ['packages/*/test/**/*.tensorflow.ts'],
          testTimeout: 600_000,
          provide: { isImitated: false },
        },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        // The built site, served on this machine.
        test: {
          name: 'site',
          include: ['site/test/**/*.site.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        // Node drives the browser here, to look at what it made; in `browser` the tests themselves run there.
        test: {
          name: 'chromium',
          include: ['packages/*/test/**/*.chromium.ts'],
          testTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        // WebGPU in Node.js, by a package that is no dependency: see packages/cells/test/dawn.ts.
        test: {
          name: 'webgpu',
          include: ['packages/*/test/**/*.gpu.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          env: { UNROLLED_NATIVE: '0' },
          provide: { isImitated },
        },
      },
      inBrowser('browser'),
      // On WebGL and WebGPU, which without a graphics card are imitated on the processor: minutes.
      inBrowser('graphics'),
      // In pages that are cross-origin isolated, where memory may be shared with workers.
      { ...inBrowser('isolated'), server: { headers: isolation } },
    ],
  },
});
