import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  adam,
  adamw,
  decode,
  gruCell,
  lastStep,
  leavesOf,
  lstmCell,
  momentum,
  readout,
  rmsprop,
  rnnCell,
  sgd,
  skipRnnCell,
  stackCells,
  unroll,
} from '../src/index.js';

const size = { inputSize: 2, hiddenSize: 3 };
const cell = lstmCell(size);
const params = cell.init(Math.random);
const x = tf.zeros<tf.Rank.R3>([1, 2, 2]);

test.each([
  ['rnnCell', () => rnnCell({ ...size, forgetBias: 1 } as never)],
  ['gruCell', () => gruCell({ ...size, activation: 'tanh' } as never)],
  ['lstmCell', () => lstmCell({ ...size, units: 3 } as never)],
  ['skipRnnCell', () => skipRnnCell({ ...size, skips: 3 } as never)],
  ['stackCells', () => stackCells([cell], { recurrentDropout: 0.5 } as never)],
  ['readout', () => readout({ hiddenSize: 3, outputSize: 1, activation: 'softmax' } as never)],
  ['unroll', () => unroll(cell, params, x, { returnSequences: true } as never)],
  [
    'decode',
    () => decode(cell, readout({ hiddenSize: 3, outputSize: 2 }), params, {} as never, { beam: 3 } as never),
  ],
  ['sgd', () => sgd({ learningRate: 1, momentum: 0.9 } as never)],
  ['momentum', () => momentum({ learningRate: 1, nesterov: true } as never)],
  ['rmsprop', () => rmsprop({ learningRate: 1, rho: 0.9 } as never)],
  ['adam', () => adam({ learningRate: 1, weightDecay: 0.1 } as never)],
  ['adamw', () => adamw({ learningRate: 1, lambda: 0.1 } as never)],
])('%s refuses an option that it does not have, and names those it has', (where, run) => {
  expect(run).toThrow(TypeError);
  expect(run).toThrow(new RegExp(`^${where}: \\w+ is not one of its options \\w+`));
});

test('an option that is undefined counts as not given', () => {
  expect(gruCell({ ...size, forgetBias: undefined } as never).kind).toBe('gru');
});

test.each([
  ['unroll: inputs must be a tensor, received undefined', () => unroll(cell, params, undefined as never)],
  ['unroll: inputs must be a tensor, received an array', () => unroll(cell, params, [[[1]]] as never)],
  [
    'unroll: mask must be a tensor, received an array',
    () => unroll(cell, params, x, { mask: [[1]] as never }),
  ],
  ['unroll: the first argument must be a cell', () => unroll(params as never, cell as never, x)],
  ['lstm: inputKernel must be float32, received no tensor', () => unroll(cell, undefined as never, x)],
  [
    'a tree must be of tensors, received null',
    () => unroll(cell, params, x, { initialState: { h: null } as never }),
  ],
  [
    'lastStep: outputs must be a tensor, received an object',
    () => lastStep(unroll(cell, params, x) as never),
  ],
  [
    'readout: hidden must be a tensor, received undefined',
    () => readout({ hiddenSize: 3, outputSize: 1 }).apply({} as never, undefined as never),
  ],
  ['a tree must be of tensors, received 3', () => leavesOf({ w: 3 } as never)],
  ['lstmCell: options must be an object, received undefined', () => lstmCell(undefined as never)],
])('what is no tensor is named: %s', (message, run) => {
  expect(run).toThrow(TypeError);
  expect(run).toThrow(message);
});
