import { describe, expect, it } from 'vitest';
import {
  type CellKind,
  cellParameters,
  gruForward,
  lstmForward,
  modelParameters,
  type TrainingShape,
  trainingCost,
  transformerCost,
  transformerParameters,
} from '../src/index.js';
import { random, values } from './random.js';

const shape: TrainingShape = {
  cell: 'lstm',
  batchSize: 3,
  steps: 4,
  inputSize: 2,
  hiddenSize: 5,
  outputSize: 7,
};

/** Counts the multiplications and additions of [rows, inner]·[inner, columns] by doing them one by one. */
function countProduct(rows: number, inner: number, columns: number): number {
  let operations = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) for (let k = 0; k < inner; k++) operations += 2;
  return operations;
}

describe('trainingCost', () => {
  it.each(['rnn', 'skip-rnn', 'gru', 'lstm', 'min-gru', 'min-lstm'] as const)(
    'of the %s counts each product of each step',
    (cell) => {
      const { flops } = trainingCost({ ...shape, cell });
      const { batchSize: B, steps: T, inputSize: I, hiddenSize: H, outputSize: O } = shape;
      const kH = { rnn: 1, 'skip-rnn': 1, gru: 3, lstm: 4, 'min-gru': 2, 'min-lstm': 3 }[cell] * H;
      const states = cell === 'skip-rnn' ? 2 : cell.startsWith('min') ? 0 : 1; // h_{t−1}, and h_{t−2}
      const counted = { forward: 0, weightGradients: 0, stateGradients: 0, inputGradients: 0 };
      for (let t = 0; t < T; t++) {
        counted.forward += countProduct(B, I, kH) + states * countProduct(B, H, kH);
        counted.weightGradients += countProduct(I, B, kH) + states * countProduct(H, B, kH);
        counted.stateGradients += states * countProduct(B, kH, H);
        counted.inputGradients += countProduct(B, kH, I);
      }
      const readout = countProduct(B, H, O) + countProduct(H, B, O) + countProduct(B, O, H);
      const total = Object.values(counted).reduce((sum, n) => sum + n, readout);
      expect(flops).toEqual({ ...counted, readout, total });
    },
  );

  it('of an LSTM of 150 over 28 rows of 28, batch 64, is 1.15 GFLOP', () => {
    const mnist = {
      cell: 'lstm',
      batchSize: 64,
      steps: 28,
      inputSize: 28,
      hiddenSize: 150,
      outputSize: 10,
    } as const;
    const { total, forward } = trainingCost(mnist).flops;
    expect(forward).toBe(382_771_200);
    expect(total / 1e9).toBeCloseTo(1.15, 2);
  });

  it('of activations is what the forward pass keeps', () => {
    const { batchSize: B, steps: T, inputSize: I, hiddenSize: H, outputSize: O } = shape;
    const rng = random(1);
    const weights = (cell: CellKind) =>
      Object.fromEntries(
        cellParameters(cell, shape).map(({ name, count }) => [name, values(rng, count)]),
      ) as never;
    const kept = (arrays: Float64Array[]) => arrays.reduce((sum, array) => sum + array.length, 0);
    const inputs = values(rng, T * I);
    const lstm = lstmForward(shape, weights('lstm'), inputs);
    const gru = gruForward(shape, weights('gru'), inputs);
    const perExample = {
      lstm: lstm.reduce((sum, { x, h, c, i, f, g, o }) => sum + kept([x, h, c, i, f, g, o]), 0),
      gru: gru.reduce((sum, { x, h, r, z, n, u }) => sum + kept([x, h, r, z, n, u.subarray(2 * H)]), 0),
    };
    for (const cell of ['lstm', 'gru'] as const) {
      expect(trainingCost({ ...shape, cell }).bytes.activations).toBe(4 * (B * perExample[cell] + B * O));
    }
  });

  it('doubles with the batch and with the steps, except for what belongs to the parameters', () => {
    const cost = trainingCost({ ...shape, scored: 'every' });
    for (const twice of [{ batchSize: 6 }, { steps: 8 }]) {
      const more = trainingCost({ ...shape, scored: 'every', ...twice });
      expect(more.flops.total).toBe(2 * cost.flops.total);
      expect(more.bytes.activations).toBe(2 * cost.bytes.activations);
      expect(more.bytes.parameters).toBe(cost.bytes.parameters);
    }
  });

  it('of parameters, gradients and optimizer state is 4 bytes a number', () => {
    const { total } = modelParameters({ cell: 'lstm', inputSize: 2, hiddenSizes: [5], outputSize: 7 });
    const bytes = (optimizer: 'sgd' | 'rmsprop' | 'adam') => trainingCost({ ...shape, optimizer }).bytes;
    expect(bytes('adam')).toMatchObject({
      parameters: 4 * total,
      gradients: 4 * total,
      optimizer: 8 * total,
    });
    expect([bytes('sgd').optimizer, bytes('rmsprop').optimizer]).toEqual([0, 4 * total]);
    const { parameters, gradients, optimizer, activations, total: sum } = bytes('adam');
    expect(sum).toBe(parameters + gradients + optimizer + activations);
    expect(trainingCost({ ...shape, bytesPerNumber: 8 }).bytes.total).toBe(2 * sum);
  });

  it('refuses a batch of 0 and an unknown optimizer', () => {
    expect(() => trainingCost({ ...shape, batchSize: 0 })).toThrow(
      new RangeError('trainingCost: batchSize must be a positive integer, received 0'),
    );
    expect(() => trainingCost({ ...shape, optimizer: 'foo' as 'sgd' })).toThrow(TypeError);
  });
});

describe('transformerCost', () => {
  const size = { inputSize: 2, hiddenSize: 8, layers: 2, feedForwardSize: 12, outputSize: 7 };
  const shape = { ...size, heads: 2, batchSize: 3, steps: 4 };

  it('counts each product of each block', () => {
    const {
      batchSize: B,
      steps: T,
      heads,
      hiddenSize: d,
      feedForwardSize: m,
      inputSize: I,
      outputSize: O,
    } = shape;
    const weights =
      countProduct(B * T, I, d) +
      size.layers * (4 * countProduct(B * T, d, d) + countProduct(B * T, d, m) + countProduct(B * T, m, d));
    const pairs = B * heads * (countProduct(T, d / heads, T) + countProduct(T, T, d / heads));
    const attention = size.layers * pairs;
    const readout = 3 * countProduct(B, d, O);
    expect(transformerCost(shape).flops).toEqual({
      forward: weights + attention,
      weightGradients: weights,
      stateGradients: 0,
      inputGradients: weights + 2 * attention,
      readout,
      total: 3 * (weights + attention) + readout,
    });
  });

  it('keeps of attention what grows with the square of the steps, and nothing more for learnt positions', () => {
    const bytes = (steps: number) => transformerCost({ ...shape, steps }).bytes.activations;
    const second = bytes(6) - 2 * bytes(5) + bytes(4); // of a + bT + cT² twice c
    expect(second).toBe(2 * 4 * shape.batchSize * size.layers * shape.heads);
    const learnt = transformerCost({ ...shape, learntPositions: 4 });
    expect(learnt.flops).toEqual(transformerCost(shape).flops);
    const counted = transformerParameters(size).reduce((sum, { count }) => sum + count, 0);
    expect(transformerCost(shape).bytes.parameters).toBe(4 * (counted + 8 * 7 + 7));
  });

  it('refuses what is none', () => {
    expect(() => transformerCost({ ...shape, heads: 0 })).toThrow(
      new RangeError('transformerCost: heads must be a positive integer, received 0'),
    );
  });
});
