import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planJob, type RunRecord, readRecord } from '../src/index.js';
import { runDirectory } from '../src/node.js';
import { parseJson } from '../src/runs/read-json.js';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('parseJson', () => {
  it('refuses what is no JSON, or nested without end, by the name of the file', () => {
    expect(() => parseJson('run.json', '{')).toThrow(/^run\.json is not JSON: /);
    expect(() => parseJson('run.json', nested(100_000))).toThrow(
      'run.json is nested more than 100 levels deep',
    );
    expect(parseJson('run.json', nested(100))).toHaveLength(1);
  });
});

const record: RunRecord = {
  job: planJob('parity', { length: 4 }),
  plan: { steps: 3, stepsPerEpoch: 3 },
  backend: 'wasm',
  versions: { node: '20' },
  status: 'done',
  history: [{ epoch: 1, step: 3, learningRate: 0.1, loss: 1, gradientNorm: 1, validationLoss: 1 }],
};
/** How runs were recorded first. */
const earlier = {
  ...{ task: { name: 'parity', options: { length: 4 } }, cell: 'rnn', seed: 1, backend: 'wasm' },
  ...{ settings: { hiddenSize: 4, steps: 3, stepsPerEpoch: 3 }, history: [], versions: {}, status: 'done' },
};

type Place = readonly string[];
function placesOf(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, below]) => placesOf(below, [...at, key]))];
}

/** The record with another value, or none, at a place. */
function changed(value: unknown, [key, ...rest]: Place, to: unknown): unknown {
  if (key === undefined) return to;
  const entries = Object.entries(value as object).map(([name, below]) => [
    name,
    name === key ? changed(below, rest, to) : below,
  ]);
  const kept = Object.fromEntries(entries.filter(([, below]) => below !== undefined));
  return Array.isArray(value) ? Object.values(kept) : kept;
}

describe('a record of a run', () => {
  const odd = fc.constantFrom(
    undefined,
    null,
    -1,
    0.5,
    1e308,
    '',
    '__proto__',
    '<script>',
    [],
    {},
    'x'.repeat(99),
  );
  it.each([
    ['now', record],
    ['first', earlier],
  ])('as they are written %s, with anything in any place, is one or refused as run.json', (_, whole) => {
    const place = fc.constantFrom(...placesOf(whole));
    fc.assert(
      fc.property(place, fc.oneof(odd, fc.jsonValue()), (at, value) => {
        try {
          expect(readRecord(changed(whole, at, value)).plan.steps).toBeTypeOf('number');
        } catch (error) {
          expect((error as Error).message).toMatch(/^run\.json/);
          expect((error as Error).message).not.toMatch(/Cannot read|is not a function|undefined|call stack/);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('run.json', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unrolled-hostile-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['', 'null', '[]', '{', nested(100_000), `{"job":${nested(100_000)}}`, '{"__proto__":{"job":1}}'])(
    'that holds none is refused by name: %#',
    async (text) => {
      await writeFile(join(folder, 'run.json'), text);
      await expect(runDirectory(folder).readRecord()).rejects.toThrow(/^run\.json /);
    },
  );
});
