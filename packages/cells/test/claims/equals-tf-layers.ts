import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  gruCell,
  lstmCell,
  type Method,
  type Recurrence,
  readKerasWeights,
  rnnCell,
  sequenceMask,
  unroll,
} from '../../src/index.js';
import { leavesOf } from '../../src/tensor-tree.js';
import { backends, onEveryBackend } from '../backends.js';
import { largestDifference, randomTensor, seeded, weighed } from '../numbers.js';

const size = { inputSize: 3, hiddenSize: 5 };
const common = {
  units: 5,
  returnSequences: true,
  returnState: true,
  kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
  recurrentInitializer: tf.initializers.orthogonal({ seed: 2 }),
  biasInitializer: tf.initializers.randomNormal({ stddev: 0.3, seed: 3 }),
} as const;
const gated = { ...common, recurrentActivation: 'sigmoid' } as const;
const simple = (activation: 'tanh' | 'relu' | 'sigmoid' | 'linear') => () =>
  tf.layers.simpleRNN({ ...common, activation });
const pairs: [string, Recurrence, () => tf.layers.Layer][] = [
  ['rnn tanh', rnnCell(size), simple('tanh')],
  ['rnn relu', rnnCell({ ...size, activation: 'relu' }), simple('relu')],
  ['rnn sigmoid', rnnCell({ ...size, activation: 'sigmoid' }), simple('sigmoid')],
  ['rnn identity', rnnCell({ ...size, activation: 'identity' }), simple('linear')],
  [
    'rnn without bias',
    rnnCell({ ...size, useBias: false }),
    () => tf.layers.simpleRNN({ ...common, useBias: false }),
  ],
  ['gru', gruCell({ ...size, resetAfter: false }), () => tf.layers.gru(gated)],
  ['lstm', lstmCell(size), () => tf.layers.lstm(gated)],
  [
    'lstm without bias',
    lstmCell({ ...size, useBias: false }),
    () => tf.layers.lstm({ ...gated, useBias: false }),
  ],
];

/** What comes out of the layer, and the gradients by its weights (as our parameters) and by the input. */
async function referenceOf(
  layer: tf.layers.Layer,
  x: tf.Variable,
  mask: tf.Tensor | undefined,
  cell: Recurrence,
) {
  layer.apply(x);
  const weights = layer.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
  let results: tf.Tensor[] = [];
  // tfjs cannot differentiate unstack where it gives a single tensor: for one step it has no gradient by x.
  const differentiated = x.shape[1] === 1 ? weights : [...weights, x];
  const { grads } = tf.variableGrads(() => {
    results = (layer.call(x, mask ? { mask } : {}) as tf.Tensor[]).map((tensor) => tf.keep(tensor));
    return weighed(results);
  }, differentiated);
  const named = async (tensors: tf.Tensor[]) =>
    Promise.all(
      tensors.map(async (tensor) => ({ data: Float32Array.from(await tensor.data()), shape: tensor.shape })),
    );
  return {
    params: readKerasWeights(cell, await named(weights)),
    results,
    gradients: [
      ...leavesOf(readKerasWeights(cell, await named(weights.map(({ name }) => grads[name]!)))),
      ...differentiated.slice(weights.length).map(({ name }) => grads[name]!),
    ],
  };
}

/** The same numbers as the recurrent layers of tfjs, forward and backward. */
export function equalsTfLayers(tolerance: number, methods: readonly Method[], on = backends): void {
  onEveryBackend(
    'every output and gradient',
    () => {
      test.each(pairs)('equals tf.layers: %s', async (_, cell, createLayer) => {
        for (const [batch, time] of [
          [1, 1],
          [64, 1],
          [1, 50],
          [64, 50],
        ] as const) {
          // TensorFlow.js transposes masks wrongly on webgpu, so that its layers answer zeros there.
          for (const masked of tf.getBackend() === 'webgpu' ? [false] : [false, true]) {
            const rng = seeded(batch + time);
            const x = tf.variable(randomTensor<tf.Rank.R3>(rng, [batch, time, 3]));
            const lengths = Array.from({ length: batch }, () => Math.ceil(rng() * time));
            const mask = masked ? sequenceMask(lengths, time) : undefined;
            const { params, results, gradients } = await referenceOf(createLayer(), x, mask, cell);
            for (const method of methods) {
              let ours: tf.Tensor[] = [];
              const variables = leavesOf(params);
              const grads = tf.grads((...leaves: tf.Tensor[]) => {
                const names = Object.keys(params);
                const tree = Object.fromEntries(names.map((name, index) => [name, leaves[index]!]));
                const { outputs, finalState } = unroll(cell, tree, leaves.at(-1) as tf.Tensor3D, {
                  method,
                  ...(mask && { mask }),
                });
                ours = [outputs, ...leavesOf(finalState)].map((tensor) => tf.keep(tensor));
                // A layer's first output with returnSequences is the sequence, then come its states.
                return weighed(ours);
              })([...variables, x]);
              for (const [index, tensor] of [...results, ...gradients].entries()) {
                const difference = await largestDifference([...ours, ...grads][index]!, tensor);
                expect(
                  difference,
                  `${method} ${batch}×${time} masked ${masked}, tensor ${index}`,
                ).toBeLessThan(tolerance);
              }
            }
          }
        }
      });
    },
    on,
  );
}
