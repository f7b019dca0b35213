import { expect, it } from 'vitest';
import { parameterCount } from '../src/index.js';

it('an LSTM has 4(n·d + n² + n) parameters', () => {
  expect(parameterCount('lstm', { inputSize: 10, hiddenSize: 128 })).toBe(4 * (128 * 10 + 128 ** 2 + 128));
});

it('a size that is no positive integer is refused', () => {
  expect(() => parameterCount('rnn', { inputSize: 0, hiddenSize: 1 })).toThrow(
    new RangeError('parameterCount: inputSize must be a positive integer, received 0'),
  );
});
