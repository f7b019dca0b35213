import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, datasets, type NdArray, readExample } from '../src/index.js';
import { exportDataset } from '../src/node.js';

const folder = mkdtempSync(join(tmpdir(), 'unrolled-read-example-'));

/** What belongs to example i, as plain numbers and the shape of a batch of one. */
function one({ data, shape: [count, ...rest] }: NdArray, i: number) {
  const size = data.length / count!;
  return { data: [...data.subarray(i * size, (i + 1) * size)], shape: [1, ...rest] };
}

describe('readExample', () => {
  it.each(Object.entries(datasets))('reads what exportDataset wrote of %s', async (name, { create }) => {
    const dataset = create({});
    const to = join(folder, `${name}.jsonl`);
    await exportDataset(dataset, { format: 'jsonl', to, count: 3, seed: 4 });
    const lines = readFileSync(to, 'utf8').trim().split('\n');
    const drawn = dataset.batch(createRng(4), 3);
    lines.forEach((line, i) => {
      const { inputs, targets, mask } = readExample(JSON.parse(line), dataset);
      expect({ data: [...inputs.data], shape: inputs.shape }).toEqual(one(drawn.inputs, i));
      expect({ data: [...targets.data], shape: targets.shape }).toEqual(one(drawn.targets, i));
      expect(targets.data.constructor).toBe(drawn.targets.data.constructor);
      if (drawn.mask && mask) expect([...mask.data]).toEqual(one(drawn.mask, i).data);
    });
    expect(lines).toHaveLength(3);
  });

  const bits = datasets.parity.create({});
  const classes = { inputSize: 2, outputSize: 10, targetKind: 'class', scheme: 'many-to-one' } as const;
  const perStep = { ...classes, scheme: 'many-to-many' } as const;
  const reals = { ...classes, outputSize: 1, targetKind: 'real' } as const;
  const inputs = [
    [1, 2],
    [3, 4],
  ];
  it.each([
    [bits, null, 'an example must be an object, received null'],
    [bits, [1], 'an example must be an object, received a list of 1'],
    [bits, { input: [] }, "there is no field 'input'; the fields are inputs, targets, mask"],
    [
      bits,
      JSON.parse('{"__proto__":1}'),
      "there is no field '__proto__'; the fields are inputs, targets, mask",
    ],
    [bits, {}, 'inputs must be a list of steps, received nothing'],
    [bits, { inputs: [] }, 'inputs must be a list of steps, received a list of 0'],
    [bits, { inputs: [[1], [1, 2]] }, 'inputs[1] must be a list of 1, received a list of 2'],
    [bits, { inputs: [[1]], targets: ['x'] }, 'targets[0] must be a list of 1, received "x"'],
    [bits, { inputs: [[1]], targets: [[0.5]] }, 'targets[0][0] must be 0 or 1, received 0.5'],
    [bits, { inputs: [[1], [0]], targets: [[1]] }, 'targets must be a list of 2, received a list of 1'],
    [classes, { inputs: [['1', 2]], targets: 1 }, 'inputs[0][0] must be a number of float32, received "1"'],
    [
      classes,
      { inputs: [[1e308, 2]], targets: 1 },
      'inputs[0][0] must be a number of float32, received 1e+308',
    ],
    [classes, { inputs, targets: 99 }, 'targets must be an integer from -1 to 9, received 99'],
    [classes, { inputs, targets: 1.5 }, 'targets must be an integer from -1 to 9, received 1.5'],
    [classes, { inputs, targets: [1] }, 'targets must be an integer from -1 to 9, received a list of 1'],
    [
      classes,
      { inputs, targets: 1, mask: [1, 1] },
      'mask must be a list with a 1 at the last step alone, received a list of 2',
    ],
    [perStep, { inputs, targets: [1, 99] }, 'targets[1] must be an integer from -1 to 9, received 99'],
    [perStep, { inputs, targets: [1, 2], mask: ['a', 'b'] }, 'mask[0] must be 0 or 1, received "a"'],
    [perStep, { inputs, targets: [1, 2], mask: [1] }, 'mask must be a list of 2, received a list of 1'],
    [
      perStep,
      { inputs, targets: [1, 2], mask: [0, 0] },
      'mask must be a list with a 1 in it, received a list of 2',
    ],
    [perStep, { inputs, targets: [1, 2], mask: null }, 'mask must be a list of 2, received null'],
    [reals, { inputs, targets: [-1e39] }, 'targets[0] must be a number of float32, received -1e+39'],
  ])('of %o, %j is refused', (dataset, example, message) => {
    expect(() => readExample(example, dataset)).toThrow(new RangeError(message));
  });

  it('takes a class that is not known', () => {
    expect(readExample({ inputs, targets: -1 }, classes).targets.data).toEqual(Int32Array.of(-1));
  });

  it('whatever the JSON, an example fits its dataset or is refused as one', () => {
    const number = fc.oneof(fc.constantFrom(0, 1, -1, 9), fc.double(), fc.string(), fc.constant(null));
    const nested = fc.oneof(
      number,
      fc.array(number, { maxLength: 3 }),
      fc.array(fc.array(number, { maxLength: 2 }), { maxLength: 3 }),
    );
    const example = fc.record(
      { inputs: fc.oneof(fc.constant(inputs), nested), targets: nested, mask: nested },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(example, fc.jsonValue()),
        fc.constantFrom(classes, perStep, reals),
        (json, dataset) => {
          try {
            const { inputs, targets, mask } = readExample(json, dataset);
            const time = inputs.shape[1]!;
            expect(inputs.data).toHaveLength(time * dataset.inputSize);
            expect([...inputs.data, ...targets.data].every(Number.isFinite)).toBe(true);
            if (dataset.targetKind === 'class')
              expect(targets.data.every((k) => k >= -1 && k < 10)).toBe(true);
            if (mask) expect(mask.data).toHaveLength(time);
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
            expect(error.message).toMatch(/ must be | no field /);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
