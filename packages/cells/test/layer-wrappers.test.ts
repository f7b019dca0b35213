import * as tf from '@tensorflow/tfjs';
import { centralDifferences } from '@unrolled/analysis';
import { expect, test } from 'vitest';
import {
  bidirectional,
  type Cell,
  fit,
  gruCell,
  layerNormalized,
  lstmCell,
  minGruCell,
  residual,
  rnnCell,
  sequenceMask,
  sequenceModel,
  stackCells,
  unroll,
  variationalDropout,
} from '../src/index.js';
import { layerNorm } from '../src/layer-norm.js';
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

onEveryBackend('layer normalisation', () => {
  const n = 6;
  const [x, upstream, gain, bias] = [3, 4, 5, 6].map((seed) =>
    Float32Array.from({ length: seed < 5 ? 2 * n : n }, seeded(seed)),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];

  /** Σ upstream ∘ y in float64, of two rows. */
  const loss = ({ x, gain, bias }: Readonly<Record<'x' | 'gain' | 'bias', Float64Array>>) => {
    let sum = 0;
    for (const row of [0, 1]) {
      const values = x.subarray(row * n, (row + 1) * n);
      const mean = values.reduce((a, b) => a + b) / n;
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / n;
      values.forEach((value, k) => {
        const y = (gain[k]! * (value - mean)) / Math.sqrt(variance + 1e-5) + bias[k]!;
        sum += upstream[row * n + k]! * y;
      });
    }
    return sum;
  };
  const tensors = () => [tf.tensor(x, [2, n]), tf.tensor(gain), tf.tensor(bias)] as const;
  const weighed = (y: tf.Tensor) => tf.sum(tf.mul(y, tf.tensor(upstream, [2, n]))) as tf.Scalar;
  const byHand = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor) => layerNorm(x, { gain, bias } as never);
  type State = { readonly h: tf.Tensor };
  /** Out of ops that TensorFlow.js differentiates. */
  const composed = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gain), bias);
  };

  test('has the gradients of central differences in float64', async () => {
    const float64 = { x: Float64Array.from(x), gain: Float64Array.from(gain), bias: Float64Array.from(bias) };
    const expected = centralDifferences(loss, float64);
    const gradients = tf.grads((...all: tf.Tensor[]) =>
      weighed(byHand(...(all as [tf.Tensor, tf.Tensor, tf.Tensor]))),
    )([...tensors()]);
    for (const [i, name] of (['x', 'gain', 'bias'] as const).entries()) {
      const truth = tf.tensor(Float32Array.from(expected[name]), gradients[i]!.shape);
      expect(await largestDifference(gradients[i]!, truth)).toBeLessThan(1e-5);
    }
  });

  test('has the second derivatives of its composition', async () => {
    const second = (f: typeof byHand) =>
      tf.grads((...[x, gain, bias]: tf.Tensor[]) => {
        const [dx, dGain] = tf.grads((x, gain) => weighed(tf.square(f(x!, gain!, bias!))))([x!, gain!]);
        return tf.add(tf.sum(tf.square(dx!)), tf.sum(tf.square(dGain!)));
      })([...tensors()]);
    const [mine, theirs] = [second(byHand), second(composed)];
    for (const [i, gradient] of mine.entries())
      expect(await largestDifference(gradient, theirs[i]!)).toBeLessThan(1e-4);
  });

  test.each(Object.entries(cells) as [string, Cell][])(
    'behind %s gives every step the mean 0 and the variance 1, by one op and by steps, and leaves its states alone',
    async (_, plain) => {
      const cell = layerNormalized(plain as Cell<Record<string, tf.Tensor>>);
      const params = cell.init(seeded(1));
      for (const method of ['fused', 'step'] as const) {
        const { outputs, finalState } = unroll(cell, params, inputs(), { method });
        const { mean, variance } = tf.moments(outputs, -1);
        expect(await largestDifference(tf.add(mean, 1), tf.onesLike(mean))).toBeLessThan(1e-5);
        expect(await largestDifference(variance, tf.onesLike(variance))).toBeLessThan(1e-2); // of h² ≫ 1e-5
        const { finalState: alone } = unroll(plain, params, inputs(), { method });
        expect(await largestDifference((finalState as State).h, (alone as State).h)).toBe(0);
      }
    },
  );

  test('with a mask gives by one op what its steps give, also before the first that is taken', async () => {
    const cell = layerNormalized(gruCell({ inputSize: 6, hiddenSize: 8 }));
    const { norm, ...params } = cell.init(seeded(1));
    const shifted = { ...params, norm: { ...norm, bias: tf.ones<tf.Rank.R1>([8]) } };
    const mask = tf.tensor2d([
      [0, 0, 1, 1, 0],
      [1, 1, 1, 1, 1],
      [0, 0, 0, 0, 0],
    ]);
    for (const reverse of [false, true]) {
      const by = (method: 'fused' | 'step') => unroll(cell, shifted, inputs(), { mask, reverse, method });
      expect(await largestDifference(by('fused').outputs, by('step').outputs)).toBeLessThan(1e-5);
    }
  });

  test('fits within a stack, leaving no tensor behind', async () => {
    const layer = (inputSize: number) => layerNormalized(lstmCell({ inputSize, hiddenSize: 4 }));
    const model = sequenceModel({ cell: stackCells([layer(6), residual(layer(4))]), outputSize: 2 });
    const x = inputs();
    const targets = tf.tensor1d([0, 1, 1], 'int32');
    const fitting = { epochs: 20, batchSize: 3, rng: seeded(1) };
    tf.dispose((await fit(model, { inputs: x, targets }, { ...fitting, epochs: 1 })).params as never);
    const before = tf.memory().numTensors;
    const { params, losses } = await fit(model, { inputs: x, targets }, fitting);
    tf.dispose(params);
    expect(tf.memory().numTensors).toBe(before);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });
});
