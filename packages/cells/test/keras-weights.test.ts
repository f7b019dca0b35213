import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bidirectional,
  gruCell,
  lstmCell,
  type Recurrence,
  readKerasWeights,
  readout,
  rnnCell,
  ShapeError,
  skipRnnCell,
  stackCells,
  unroll,
  writeKerasWeights,
} from '../src/index.js';
import { leavesOf } from '../src/tensor-tree.js';
import { onEveryBackend } from './backends.js';
import { largestDifference, randomTensor, seeded } from './numbers.js';

const size = { inputSize: 3, hiddenSize: 2 };
const cells: Recurrence[] = [
  rnnCell(size),
  gruCell(size),
  gruCell({ ...size, resetAfter: false }),
  gruCell({ ...size, useBias: false }),
  lstmCell({ ...size, biasInitializer: 'uniform' }),
  stackCells([bidirectional(gruCell(size)), lstmCell({ inputSize: 4, hiddenSize: 2 })]),
];

onEveryBackend('weights for Keras', () => {
  test.each(cells)('written and read back are the same bits: $kind', async (cell) => {
    const params = cell.init(seeded(1));
    const back = readKerasWeights(cell, await writeKerasWeights(cell, params));
    for (const [index, leaf] of leavesOf(back).entries()) {
      expect(await leaf.data()).toEqual(await leavesOf(params)[index]!.data());
    }
  });

  test('make a whole tf.layers model compute what the cells compute', async () => {
    const both = bidirectional(lstmCell(size));
    const top = gruCell({ inputSize: 4, hiddenSize: 3, resetAfter: false });
    const stack = stackCells([both, top]);
    const head = readout({ hiddenSize: 3, outputSize: 2 });
    const [params, headParams] = [stack.init(seeded(1)), head.init(seeded(2))];
    const gates = { recurrentActivation: 'sigmoid', returnSequences: true } as const;
    const model = tf.sequential({
      layers: [
        tf.layers.bidirectional({
          layer: tf.layers.lstm({ units: 2, ...gates }) as never,
          mergeMode: 'concat',
          inputShape: [5, 3],
        }),
        tf.layers.gru({ units: 3, ...gates }),
        tf.layers.dense({ units: 2 }),
      ],
    });
    const weights = [
      ...(await writeKerasWeights(stack, params)),
      ...(await writeKerasWeights(head, headParams)),
    ];
    model.setWeights(weights.map(({ data, shape }) => tf.tensor(data, [...shape])));
    const x = randomTensor<tf.Rank.R3>(seeded(3), [4, 5, 3]);
    const ours = head.apply(headParams, unroll(stack, params, x).outputs);
    expect(await largestDifference(ours, model.predict(x) as tf.Tensor)).toBeLessThan(1e-5);
  });

  test('of a gru with the reset after stand as z r h, with a bias of two rows', async () => {
    const params = {
      inputKernel: tf.tensor2d([[1, 2, 3]]),
      recurrentKernel: tf.tensor2d([[4, 5, 6]]),
      bias: tf.tensor1d([7, 8, 9]),
      recurrentBias: tf.tensor1d([10, 11, 12]),
    };
    const weights = await writeKerasWeights(gruCell({ inputSize: 1, hiddenSize: 1 }), params);
    expect(weights.map(({ shape, data }) => [shape, [...data]])).toEqual([
      [
        [1, 3],
        [2, 1, 3],
      ],
      [
        [1, 3],
        [5, 4, 6],
      ],
      [
        [2, 3],
        [8, 7, 9, 11, 10, 12],
      ],
    ]);
  });

  test('that are missing, misshapen or too many name themselves', async () => {
    const cell = gruCell(size);
    const weights = await writeKerasWeights(cell, cell.init(seeded(1)));
    expect(() => readKerasWeights(cell, weights.slice(0, 2))).toThrow('bias of shape [2, 6] is missing');
    expect(() => readKerasWeights(cell, [...weights, weights[0]!])).toThrow('1 arrays are left over');
    expect(() => readKerasWeights(gruCell({ ...size, resetAfter: false }), weights)).toThrow(ShapeError);
    expect(() => readKerasWeights(gruCell({ ...size, resetAfter: false }), weights)).toThrow(
      'readKerasWeights: bias must have shape [6], received [2, 6]',
    );
    expect(() => readKerasWeights(skipRnnCell(size), [])).toThrow('Keras has no layer for skip-rnn');
  });

  test('of any lists of arrays are read or refused by documented errors, and no tensor is left', () => {
    const number = fc.oneof(fc.integer({ min: -1, max: 7 }), fc.constantFrom(NaN, 1e308, null, 'x'));
    const data = fc.oneof(
      fc.float32Array({ maxLength: 12 }),
      fc.float64Array({ maxLength: 2 }),
      fc.array(number),
    );
    const shape = fc.oneof(fc.constantFrom([3, 6], [2, 6], [6]), fc.array(number, { maxLength: 3 }), number);
    const weights = fc.array(fc.oneof(fc.record({ data, shape }, { requiredKeys: [] }), number), {
      maxLength: 4,
    });
    const before = tf.memory().numTensors;
    fc.assert(
      fc.property(weights, (arrays) => {
        try {
          tf.dispose(readKerasWeights(gruCell(size), arrays as never));
        } catch (error) {
          expect(String(error)).toMatch(/^(Range|Type|Shape)Error: readKerasWeights: /);
        }
        expect(tf.memory().numTensors).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  test('that are no arrays, or do not hold what their shape says, are refused, and no tensor is left', async () => {
    const cell = gruCell(size);
    const weights = await writeKerasWeights(cell, cell.init(seeded(1)));
    const before = tf.memory().numTensors;
    const [kernel, recurrent, bias] = weights;
    const short = { ...bias!, data: new Float32Array(11) };
    expect(() => readKerasWeights(cell, [kernel!, recurrent!, short])).toThrow(
      new RangeError('readKerasWeights: bias of shape [2, 6] must hold 12 numbers, received 11'),
    );
    for (const none of [null, undefined, 3, {}, { shape: [2, 6], data: 'text' }]) {
      expect(() => readKerasWeights(cell, [kernel!, recurrent!, none as never])).toThrow(TypeError);
    }
    expect(() => readKerasWeights(cell, null as never)).toThrow(TypeError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
