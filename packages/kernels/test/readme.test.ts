import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { describe, expect, it } from 'vitest';
import * as kernels from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code!);
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (
  library: typeof tf,
  api: typeof kernels,
  claim: (actual: unknown, text: string) => void,
) => Promise<void>;

describe('the README', () => {
  it.each(examples.map((code, i) => [i + 1, code] as const))(
    'says what is so in example %i',
    async (_, code) => {
      let claims = 0;
      const body = code
        .replace(/^import \* as tf .*\n/gm, 'const tf = library;\n')
        .replace(/^import '@tensorflow.*\n/gm, '')
        .replace(/^import (\{.*\}) from '@unrolled\/kernels';\n/gm, 'const $1 = api;\n')
        .replace(/^(\S.*); \/\/ → (.+)$/gm, 'claim($1, `$2`);');
      await new AsyncFunction('library', 'api', 'claim', body)(tf, kernels, (actual, text) => {
        claims++;
        expect(actual).toEqual(new Function(`return ${text}`)());
      });
      expect(claims).toBeGreaterThan(0);
    },
  );
});
