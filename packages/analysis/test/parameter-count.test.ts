import { describe, expect, it } from 'vitest';
import {
  cellParameters,
  modelParameters,
  parameterCount,
  readoutParameters,
  transformerParameterCount,
  transformerParameters,
} from '../src/index.js';

const size = { inputSize: 10, hiddenSize: 128 };
const [d, n] = [10, 128];

describe('parameterCount', () => {
  it('an LSTM has 4(n·d + n² + n) parameters', () => {
    expect(parameterCount('lstm', size)).toBe(4 * (n * d + n ** 2 + n));
  });

  it('an RNN has a quarter of that, a GRU three quarters and, reset after the product, 3n more', () => {
    expect(parameterCount('rnn', size)).toBe(n * d + n ** 2 + n);
    expect(parameterCount('gru', { ...size, resetAfter: false })).toBe(3 * (n * d + n ** 2 + n));
    expect(parameterCount('gru', size)).toBe(3 * (n * d + n ** 2 + 2 * n));
  });

  it('a skip connection costs n² more, and leaving out the biases saves exactly them', () => {
    expect(parameterCount('skip-rnn', size)).toBe(n * d + 2 * n ** 2 + n);
    expect(parameterCount('lstm', { ...size, useBias: false })).toBe(4 * (n * d + n ** 2));
    expect(parameterCount('gru', { ...size, useBias: false })).toBe(3 * (n * d + n ** 2));
  });

  it('what has no recurrent kernel has no n², but for the output of the LRU', () => {
    expect(parameterCount('min-gru', size)).toBe(2 * (n * d + n));
    expect(parameterCount('min-lstm', size)).toBe(3 * (n * d + n));
    expect(parameterCount('lru', size)).toBe(2 * n ** 2 + 3 * n * d + 4 * n);
  });

  it('a size that is no positive integer and a cell that is none are refused', () => {
    expect(() => parameterCount('rnn', { inputSize: 0, hiddenSize: 1 })).toThrow(
      new RangeError('parameterCount: inputSize must be a positive integer, received 0'),
    );
    expect(() => parameterCount('foo' as 'rnn', size)).toThrow(
      new TypeError(
        'parameterCount: cell must be one of rnn, skip-rnn, gru, lstm, min-gru, min-lstm, lru, received foo',
      ),
    );
  });
});

it('every count is the product of its shape', () => {
  for (const { shape, count } of [
    ...cellParameters('gru', size),
    ...readoutParameters({ hiddenSize: 3, outputSize: 5 }),
  ]) {
    expect(count).toBe(shape.reduce((product, s) => product * s));
  }
});

describe('transformerParameters', () => {
  it('come to the closed form', () => {
    for (const positions of [{}, { learntPositions: 9 }]) {
      const options = { inputSize: 3, hiddenSize: 8, layers: 2, feedForwardSize: 24, ...positions };
      const counted = transformerParameters(options).reduce((sum, { count }) => sum + count, 0);
      expect(transformerParameterCount(options)).toBe(counted);
    }
    expect(transformerParameterCount({ inputSize: 10, hiddenSize: 64, layers: 2 })).toBe(100416);
  });

  it('refuse sizes that are none', () => {
    expect(() => transformerParameterCount({ inputSize: 1, hiddenSize: 8, layers: 0 })).toThrow(
      new RangeError('transformerParameterCount: layers must be a positive integer, received 0'),
    );
  });
});

describe('modelParameters', () => {
  it('adds up a stack: each layer reads the one below', () => {
    const model = { cell: 'lstm', inputSize: 28, hiddenSizes: [100, 50], outputSize: 10 } as const;
    const { total, parameters } = modelParameters(model);
    const expected =
      parameterCount('lstm', { inputSize: 28, hiddenSize: 100 }) +
      parameterCount('lstm', { inputSize: 100, hiddenSize: 50 }) +
      50 * 10 +
      10;
    expect(total).toBe(expected);
    expect(parameters.map(({ name }) => name)).toEqual([
      '0.inputKernel',
      '0.recurrentKernel',
      '0.bias',
      '1.inputKernel',
      '1.recurrentKernel',
      '1.bias',
      'outputKernel',
      'outputBias',
    ]);
  });

  it('of one layer in two directions has the cell twice and a readout twice as wide', () => {
    const { total } = modelParameters({
      cell: 'rnn',
      inputSize: 3,
      hiddenSizes: [4],
      outputSize: 2,
      bidirectional: true,
      useBias: false,
    });
    expect(total).toBe(2 * (3 * 4 + 16) + 8 * 2);
  });

  it('of the four-digit network (two layers of 100 relu units, 4 outputs) has 33,404 parameters', () => {
    expect(
      modelParameters({ cell: 'rnn', inputSize: 28, hiddenSizes: [100, 100], outputSize: 4 }).total,
    ).toBe(33404);
  });

  it('counts a gain and a bias for what each layer says, where it is normalised', () => {
    const model = {
      cell: 'gru',
      inputSize: 3,
      hiddenSizes: [4, 5],
      outputSize: 2,
      bidirectional: true,
    } as const;
    const { total, parameters } = modelParameters({ ...model, layerNorm: true });
    expect(total - modelParameters(model).total).toBe(2 * 8 + 2 * 10);
    expect(parameters.filter(({ name }) => name.startsWith('1.norm')).map(({ shape }) => shape)).toEqual([
      [10],
      [10],
    ]);
  });

  it('needs a layer', () => {
    const none = { cell: 'rnn', inputSize: 1, hiddenSizes: [], outputSize: 1 } as const;
    expect(() => modelParameters(none)).toThrow(RangeError);
  });
});
