import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as datasets from '../src/index.js';
import * as node from '../src/node.js';
import * as options from '../src/options.js';
import * as tfjs from '../src/tfjs.js';
import { tinyMnist } from './idx-files.js';
import { temporaryFolder } from './temporary-folder.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/^## (.+)$|^```ts\n([\s\S]*?)^```$/gm)].flatMap(
  ([, title, code], i, all) => {
    if (title) return [];
    const heading = all.slice(0, i).findLast(([, earlier]) => earlier)?.[1];
    return [{ heading, code: code! }];
  },
);
const modules: Record<string, unknown> = {
  '@unrolled/datasets': datasets,
  '@unrolled/datasets/node': node,
  '@unrolled/datasets/options': options,
  '@unrolled/datasets/tfjs': tfjs,
  '@tensorflow/tfjs': tf,
};

/** The example as a function body: imports from `modules`, and `value; // literal` as an expectation. */
async function program(code: string): Promise<string> {
  const asserted = code.replace(
    /^(\s*)((?!import|const|await|for)\S.*); \/\/ (.+)$/gm,
    (_, indent, value, literal) => `${indent}expect(${value}).toEqual((${literal}));`,
  );
  const { code: script } = await transform(asserted, { loader: 'ts', format: 'esm' });
  return script
    .replace(/^import \* as (\w+) from ["'](.+)["'];$/gm, "const $1 = modules['$2'];")
    .replace(/^import \{([^}]+)\} from ["'](.+)["'];$/gm, "const {$1} = modules['$2'];");
}

describe('the README', () => {
  const home = process.cwd();
  beforeAll(() => tf.setBackend('cpu'));
  afterAll(() => {
    process.chdir(home);
    vi.unstubAllGlobals();
  });

  it('has an example under every heading that describes a feature', () => {
    expect(new Set(examples.map(({ heading }) => heading)).size).toBe(9);
    expect(readme.match(/^## /gm)).toHaveLength(11);
  });

  // `npx vitest run --project unit packages/datasets/test/readme.test.ts --update` writes the table anew.
  it('has a table of all options that follows from their schemas', async () => {
    const { datasets: entries, mnistRowsOptions, palindromeSplitOptions } = datasets;
    const { testFraction, seed } = palindromeSplitOptions;
    const byFunction = Object.values(entries).map(({ create, options }) => [create.name, options]);
    const table = options.optionTable('dataset', {
      ...Object.fromEntries(byFunction),
      splitPalindromes: { testFraction, seed },
      mnistRows: mnistRowsOptions,
    });
    const current = readme.replace(/(?<=^## Options$[^|]*)^\|.*\|$(\n\|.*\|$)*/m, table);
    await expect(current).toMatchFileSnapshot('../README.md');
  });

  it.each(examples)('$heading: the example runs and gives what it says', async ({ code }) => {
    process.chdir(await temporaryFolder());
    const files = tinyMnist();
    vi.stubGlobal('fetch', async (url: string) => {
      const bytes = files[url.replace('/data/mnist/', '')];
      return bytes ? new Response(bytes) : new Response(null, { status: 404 });
    });
    const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
    const before = expect.getState().assertionCalls;
    await new AsyncFunction('modules', 'expect', await program(code))(modules, expect);
    if (code.includes('; // ')) expect(expect.getState().assertionCalls).toBeGreaterThan(before);
    process.chdir(tmpdir());
  });
});
