import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as analysis from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const sections = [...readme.matchAll(/```js\n(.*?)```/gs)].map(({ index, 1: code }) => ({
  heading: readme
    .slice(0, index)
    .match(/^## .*/gm)!
    .at(-1)!
    .slice(3),
  code: code!,
}));
const AsyncFunction = (async () => {}).constructor as new (
  ...source: string[]
) => (api: typeof analysis, check: (actual: () => unknown, claim: string) => Promise<void>) => Promise<void>;

/** A line that makes a claim about an expression: `expression; // → value`, `// ≈ value` or `// throws message`. */
const claim = /^(?!const |let |import )(.+); \/\/ ((?:→|≈|throws) .+)$/gm;

async function check(actual: () => unknown, text: string): Promise<void> {
  const [, relation, rest] = /^(\S+) (.+)$/s.exec(text)!;
  if (relation === 'throws') {
    await expect((async () => actual())()).rejects.toThrow(rest!);
    return;
  }
  const expected: unknown = new Function(`return (${rest})`)();
  if (relation === '→') expect(actual()).toEqual(expected);
  else expectNear(actual(), expected, text);
}

/** Equal to the digits shown: within one unit of the last of five significant digits, or of the fewer that are shown. */
function expectNear(actual: unknown, expected: unknown, text: string): void {
  if (typeof expected !== 'number') {
    expect(Object.keys(actual as object)).toEqual(Object.keys(expected as object));
    for (const [key, value] of Object.entries(expected as object)) {
      expectNear((actual as Record<string, unknown>)[key], value, text);
    }
    return;
  }
  const digits = expected.toExponential().replace(/e.*/, '').replace(/\D/g, '').length;
  const unit = expected === 0 ? 1e-12 : 10 ** (Math.floor(Math.log10(Math.abs(expected))) - digits + 1);
  expect(Math.abs((actual as number) - expected), text).toBeLessThanOrEqual(0.51 * unit);
}

describe('the README', () => {
  it('has an example for each of its sections', () => {
    const headings = readme.match(/^## .*/gm)!.map((line) => line.slice(3));
    expect([...new Set(sections.map(({ heading }) => heading))]).toEqual(headings);
  });

  it.each(sections)('on $heading says what is so', async ({ code }) => {
    let claims = 0;
    const body = code
      .replace(/import \{([^}]*)\} from '@unrolled\/analysis';\n/g, 'const {$1} = api;\n')
      .replace(claim, (_line, expression, text) => {
        claims++;
        return `await check(() => (${expression}), ${JSON.stringify(text)});`;
      });
    expect(claims).toBeGreaterThan(0);
    expect(body).not.toMatch(/\/\/ (→|≈|throws)/);
    await new AsyncFunction('api', 'check', body)(analysis, check);
  });
});
