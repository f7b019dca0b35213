import { defineConfig } from 'vitest/config';

// Tests read the sources of every package, never a build: the condition stands in each package's exports.
const source = { conditions: ['@unrolled/source', 'module', 'node', 'development|production'] };

export default defineConfig({
  test: {
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
          testTimeout: 60_000,
        },
      },
      {
        resolve: source,
        ssr: { resolve: source },
        test: { name: 'slow', include: ['packages/*/test/**/*.slow.ts'], testTimeout: 3_600_000 },
      },
    ],
  },
});
