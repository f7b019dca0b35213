import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  const dataset = datasets.parity.create({});
  it.each([
    [null, 'inputs must be a list of steps of 1 numbers'],
    [{ inputs: [] }, 'inputs must be a list of steps of 1 numbers'],
    [{ inputs: [[1, 2]] }, 'inputs must be a list of steps of 1 numbers'],
    [{ inputs: [[1]], targets: ['x'] }, 'targets must be numbers'],
    [{ inputs: [[1], [0]], targets: [[1]] }, 'targets must be a list of 2'],
  ])('%j is refused', (example, message) => {
    expect(() => readExample(example, dataset)).toThrow(new RangeError(message));
  });
});
