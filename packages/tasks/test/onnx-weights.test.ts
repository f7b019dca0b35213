import * as tf from '@tensorflow/tfjs';
import {
  bidirectional,
  gruCell,
  lstmCell,
  type Recurrence,
  rnnCell,
  skipRnnCell,
  stackCells,
  unroll,
  writeOnnxWeights,
} from '@unrolled/cells';
import { createRng } from '@unrolled/datasets';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxBytes } from '../src/export/onnx/graph.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  ort.env.wasm.numThreads = 1;
});

const size = { inputSize: 3, hiddenSize: 4 };
const cells: [string, Recurrence][] = [
  ['an rnn', rnnCell(size)],
  ['an rnn without bias', rnnCell({ ...size, useBias: false })],
  ['an rnn whose activation is the identity', rnnCell({ ...size, activation: 'identity' })],
  ['a gru that resets after the product', gruCell({ ...size, biasInitializer: 'uniform' })],
  ['a gru that resets before it', gruCell({ ...size, resetAfter: false, biasInitializer: 'uniform' })],
  ['a gru without bias', gruCell({ ...size, useBias: false })],
  ['an lstm', lstmCell({ ...size, biasInitializer: 'uniform' })],
  ['an lstm without bias', lstmCell({ ...size, useBias: false })],
  ['a gru in both directions', bidirectional(gruCell({ ...size, biasInitializer: 'uniform' }))],
  ['an rnn in both directions', bidirectional(rnnCell(size), rnnCell({ ...size, activation: 'relu' }))],
];

describe('the weights that ONNX takes', () => {
  it.each(cells)('make its operator do what %s does', async (_, cell) => {
    const params = cell.init(createRng(1));
    const inputs = tf.randomUniform<tf.Rank.R3>([2, 5, 3], -1, 1, 'float32', 1);
    const { outputs } = unroll(cell, params, inputs);
    const expected = await outputs.data();
    const [{ operator, attributes, W, R, B }] = await writeOnnxWeights(cell, params);
    const file = onnxBytes({}, [{ name: 'x', shape: ['batch', 'time', 3] }], (graph) => {
      const x = graph.node('Transpose', ['x'], { perm: [1, 0, 2] });
      const weights = [graph.constant('W', W), graph.constant('R', R), B ? graph.constant('B', B) : ''];
      const y = graph.node(operator, [x, ...weights], attributes); // [time, directions, batch, hidden]
      const rows = graph.node('Transpose', [y], { perm: [2, 0, 1, 3] });
      return [{ name: graph.node('Flatten', [rows], { axis: 2 }, 'y') }];
    });
    const session = await ort.InferenceSession.create(file);
    const { y } = await session.run({ x: new ort.Tensor('float32', await inputs.data(), [2, 5, 3]) });
    const received = Array.from(y!.data as Float32Array);
    expect(received).toHaveLength(expected.length);
    for (const [i, value] of received.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5);
  });

  it('are listed layer by layer', async () => {
    const stack = stackCells([lstmCell(size), gruCell({ inputSize: 4, hiddenSize: 2 })]);
    const layers = await writeOnnxWeights(stack, stack.init(createRng(1)));
    expect(layers.map(({ operator, W }) => [operator, W.shape])).toEqual([
      ['LSTM', [1, 16, 3]],
      ['GRU', [1, 6, 4]],
    ]);
  });

  it.each<[string, Recurrence, string]>([
    ['a cell for which there is no operator', skipRnnCell(size), 'ONNX has no operator for skip-rnn'],
    [
      'an activation that ONNX lacks',
      rnnCell({ ...size, activation: 'step' }),
      'ONNX has no RNN with the activation step',
    ],
    [
      'two directions that differ',
      bidirectional<never, never>(lstmCell(size) as never, gruCell(size) as never),
      'both directions of a layer must be alike',
    ],
  ])('are refused of %s', async (_, cell, message) => {
    await expect(writeOnnxWeights(cell, cell.init(createRng(1)))).rejects.toThrow(
      new TypeError(`writeOnnxWeights: ${message}`),
    );
  });
});
