import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  bidirectional,
  type Cell,
  gruCell,
  lstmCell,
  minGruCell,
  residual,
  rnnCell,
  sequenceMask,
  unroll,
  variationalDropout,
} from '../src/index.js';
import { onEveryBackend } from './backends.js';
import { largestDifference, randomTensor, seeded } from './numbers.js';

const size = { inputSize: 6, hiddenSize: 8 };
const cells = { rnn: rnnCell(size), gru: gruCell(size), lstm: lstmCell(size), 'min-gru': minGruCell(size) };
const inputs = () => randomTensor<tf.Rank.R3>(seeded(2), [3, 5, 6]);

onEveryBackend('variational dropout', () => {
  test.each(Object.entries(cells) as [string, Cell][])(
    'of %s: what is not read is the same at every step, and nothing without an rng',
    async (_, cell) => {
      const params = cell.init(seeded(1)) as Record<string, tf.Tensor>;
      const dropped = variationalDropout(cell, { dropout: 0.5 });
      const x = inputs();
      expect(
        await largestDifference(unroll(dropped, params, x).outputs, unroll(cell, params, x).outputs),
      ).toBe(0);
      const sum = (x: tf.Tensor) =>
        tf.sum(unroll(dropped, params, x as tf.Tensor3D, { rng: seeded(3) }).outputs) as tf.Scalar;
      const gradient = (await tf.grad(sum)(x).array()) as number[][][];
      for (const steps of gradient) {
        const read = steps.map((features) => features.map((slope) => slope !== 0));
        for (const features of read) expect(features).toEqual(read[0]);
      }
      const shares = gradient.flatMap(([first]) => first!).filter((slope) => slope === 0).length / 18;
      expect(shares).toBeGreaterThan(0.1);
      expect(shares).toBeLessThan(0.9);
    },
  );

  test('by one op gives what its steps give', async () => {
    const dropped = variationalDropout(cells.lstm, { dropout: 0.4 });
    const params = cells.lstm.init(seeded(1));
    const by = (method: 'fused' | 'step') =>
      unroll(dropped, params, inputs(), { method, rng: seeded(3) }).outputs;
    expect(await largestDifference(by('fused'), by('step'))).toBeLessThan(1e-5);
  });

  test('drops rows of the recurrent kernel, and scales the others', async () => {
    const params = cells.rnn.init(seeded(1));
    const dropped = variationalDropout(cells.rnn, { dropout: 0.5 });
    const loss = (kernel: tf.Tensor) =>
      tf.sum(
        unroll(dropped, { ...params, recurrentKernel: kernel as tf.Tensor2D }, inputs(), { rng: seeded(3) })
          .outputs,
      ) as tf.Scalar;
    const rows = (await tf.grad(loss)(params.recurrentKernel).array()) as number[][];
    const silent = rows.filter((row) => row.every((slope) => slope === 0)).length;
    expect(silent).toBeGreaterThan(0);
    expect(silent).toBeLessThan(8);
  });

  test('refuses a share of 1, and leaves no tensor behind', () => {
    expect(() => variationalDropout(cells.rnn, { dropout: 1 })).toThrow(
      new RangeError('variationalDropout: dropout must be below 1, received 1'),
    );
    const params = cells.rnn.init(seeded(1));
    const x = inputs();
    const before = tf.memory().numTensors;
    const { outputs, finalState } = unroll(variationalDropout(cells.rnn, { dropout: 0.5 }), params, x, {
      rng: seeded(3),
    });
    tf.dispose([outputs, finalState]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

onEveryBackend('a residual layer', () => {
  const square = { inputSize: 6, hiddenSize: 6 };

  test('adds its outputs to its inputs, by one op and by steps', async () => {
    const cell = gruCell(square);
    const params = cell.init(seeded(1));
    const expected = tf.add(inputs(), unroll(cell, params, inputs()).outputs);
    for (const method of ['fused', 'step'] as const) {
      const { outputs } = unroll(residual(cell), params, inputs(), { method });
      expect(await largestDifference(outputs, expected)).toBeLessThan(1e-6);
    }
  });

  test('with a mask ends in the output of its own last step', async () => {
    const cell = residual(gruCell(square));
    const params = cell.init(seeded(1));
    const { outputs } = unroll(cell, params, inputs(), { mask: sequenceMask([3, 3, 3], 5) });
    const cut = unroll(cell, params, tf.slice(inputs(), [0, 0, 0], [3, 3, 6]) as tf.Tensor3D).outputs;
    const last = (x: tf.Tensor, t: number) => tf.slice(x, [0, t, 0], [3, 1, 6]);
    expect(await largestDifference(last(outputs, 4), last(cut, 2))).toBeLessThan(1e-6);
  });

  test('may read both ways, and refuses outputs of another width', () => {
    const both = bidirectional(gruCell({ inputSize: 6, hiddenSize: 3 }));
    expect(unroll(residual(both), both.init(seeded(1)), inputs()).outputs.shape).toEqual([3, 5, 6]);
    expect(() => residual(cells.gru)).toThrow(
      new RangeError('residual: outputs must be as wide as inputs, received inputSize 6 and hiddenSize 8'),
    );
  });
});
