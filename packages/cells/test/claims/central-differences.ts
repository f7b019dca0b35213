import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  gruCell,
  lruCell,
  lstmCell,
  minGruCell,
  minLstmCell,
  type Recurrence,
  rnnCell,
  sequenceMask,
  unroll,
} from '../../src/index.js';
import { leavesOf, mapTree, withLeaves } from '../../src/tensor-tree.js';
import { backends, onEveryBackend } from '../backends.js';
import { randomTensor, seeded, weighed } from '../numbers.js';

const small = fc.integer({ min: 1, max: 4 });
const scenario = fc.record({
  kind: fc.constantFrom(
    'tanh',
    'sigmoid',
    'identity',
    'gru',
    'gru before',
    'lstm',
    'min-gru',
    'min-lstm',
    'lru',
  ),
  inputSize: small,
  hiddenSize: small,
  batch: small,
  time: fc.integer({ min: 1, max: 6 }),
  useBias: fc.boolean(),
  reverse: fc.boolean(),
  masked: fc.boolean(),
  seed: fc.nat(),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function cellOf({ kind, inputSize, hiddenSize, useBias }: Scenario): Recurrence {
  const options = { inputSize, hiddenSize, useBias };
  if (kind === 'lstm') return lstmCell(options);
  if (kind === 'min-gru') return minGruCell(options);
  if (kind === 'min-lstm') return minLstmCell(options);
  if (kind === 'lru') return lruCell({ ...options, minRadius: 0 });
  if (kind === 'gru' || kind === 'gru before') return gruCell({ ...options, resetAfter: kind === 'gru' });
  return rnnCell({ ...options, activation: kind as 'tanh' });
}

/** max over all tensors of |(f(θ + εv) − f(θ − εv)) / 2ε − ∇f·v| / ‖∇f‖, v along the gradient and a random way. */
async function worstError(drawn: Scenario): Promise<number> {
  const { batch, time, inputSize, reverse, masked, seed } = drawn;
  const cell = cellOf(drawn);
  const rng = seeded(seed);
  const params = cell.init(rng);
  const state = mapTree(cell.initialState(batch), ({ shape }) => randomTensor(rng, shape));
  const x = randomTensor<tf.Rank.R3>(rng, [batch, time, inputSize]);
  const mask =
    masked &&
    sequenceMask(
      Array.from({ length: batch }, () => Math.floor(rng() * (time + 1))),
      time,
    );
  const point = [...leavesOf(params), ...leavesOf(state), x];
  const loss = (...leaves: tf.Tensor[]) => {
    const { outputs, finalState } = unroll(cell, withLeaves(params, leaves), leaves.at(-1) as tf.Tensor3D, {
      method: 'fused',
      initialState: withLeaves(state, leaves.slice(leavesOf(params).length)),
      reverse,
      ...(mask && { mask }),
    });
    return weighed([outputs, ...leavesOf(finalState)]);
  };
  const gradients = tf.grads(loss)(point);
  const ε = 5e-3;
  const errors = gradients.map((gradient, index) => {
    const norm = tf.maximum(tf.norm(gradient), 0.1);
    const random = randomTensor(rng, gradient.shape);
    const v = tf.add(tf.div(gradient, norm), tf.div(random, tf.norm(random)));
    const at = (step: number) =>
      loss(...point.map((leaf, k) => (k === index ? tf.add(leaf, tf.mul(v, step)) : leaf)));
    const difference = tf.div(tf.sub(at(ε), at(-ε)), 2 * ε);
    return tf.div(tf.abs(tf.sub(difference, tf.sum(tf.mul(gradient, v)))), norm);
  });
  return (await tf.max(tf.stack(errors)).data())[0]!;
}

/** The derivation against no derivation at all. */
export function equalsCentralDifferences(cases: number, on = backends): void {
  onEveryBackend(
    'the gradient of the fused op',
    () => {
      test(`equals central differences for ${cases} random shapes and cells`, async () => {
        await fc.assert(
          fc.asyncProperty(scenario, async (drawn) => {
            tf.engine().startScope();
            const error = await worstError(drawn);
            tf.engine().endScope();
            expect(error).toBeLessThan(1e-2);
          }),
          { numRuns: cases, seed: 1 },
        );
      });
    },
    on,
  );
}
