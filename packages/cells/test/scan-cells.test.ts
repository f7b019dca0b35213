import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { type Cell, lruCell, minGruCell, minLstmCell, unroll } from '../src/index.js';
import { leavesOf, withLeaves } from '../src/tensor-tree.js';
import { onEveryBackend } from './backends.js';
import { largestDifference, randomTensor, seeded, weighed } from './numbers.js';

const size = { inputSize: 2, hiddenSize: 5 };
/** Gates that are open, nearly closed, and all but closed; rings where nothing is kept, and where all but everything is. */
const cells: [string, Cell][] = [
  ['min-gru', minGruCell({ ...size, biasInitializer: { chrono: 4096 } })],
  ['min-lstm', minLstmCell({ ...size, biasInitializer: { chrono: 4096 } })],
  ['lru that forgets slowly', lruCell({ ...size, minRadius: 0.999, maxRadius: 0.9999 })],
  ['lru that forgets at once', lruCell({ ...size, minRadius: 0, maxRadius: 0.01 })],
];

onEveryBackend('a cell that is a scan', (backend) => {
  test.runIf(backend === 'wasm').each(cells)(
    '%s gives what its steps give, over 4,096 of them',
    async (_, cell) => {
      const rng = seeded(1);
      const params = cell.init(rng);
      const x = randomTensor<tf.Rank.R3>(rng, [1, 4096, 2]);
      const [scanned, stepped] = (['fused', 'step'] as const).map(
        (method) => unroll(cell, params, x, { method }).outputs,
      );
      expect(await largestDifference(scanned!, stepped!)).toBeLessThan(1e-5);
    },
  );

  test.each(cells)('%s goes on from a state as if it had never stopped', async (_, cell) => {
    const params = cell.init(seeded(1));
    const x = randomTensor<tf.Rank.R3>(seeded(2), [2, 9, 2]);
    const whole = unroll(cell, params, x);
    const first = unroll(cell, params, tf.slice(x, [0, 0, 0], [2, 4, 2]));
    const second = unroll(cell, params, tf.slice(x, [0, 4, 0], [2, 5, 2]), {
      initialState: first.finalState,
    });
    const outputs = tf.concat([first.outputs, second.outputs], 1);
    expect(await largestDifference(outputs, whole.outputs)).toBeLessThan(1e-5);
    for (const [i, leaf] of leavesOf(second.finalState).entries())
      expect(await largestDifference(leaf, leavesOf(whole.finalState)[i]!)).toBeLessThan(1e-5);
  });

  test.each(cells)(
    '%s has second derivatives by its steps, and says that the op has none',
    async (_, cell) => {
      const params = cell.init(seeded(1));
      const x = randomTensor<tf.Rank.R3>(seeded(2), [1, 3, 2]);
      const slope = (method: 'fused' | 'step') => (input: tf.Tensor) =>
        weighed([unroll(cell, params, input as tf.Tensor3D, { method }).outputs]);
      const second = (method: 'fused' | 'step') =>
        tf.grad((input) => weighed([tf.grad(slope(method))(input)]))(x);
      expect(() => second('fused')).toThrow(
        /(Linear|Gated)Scan has no second derivative; use { method: 'step' }/,
      );
      const ε = 1e-2;
      const v = randomTensor(seeded(3), x.shape);
      const at = (step: number) => weighed([tf.grad(slope('step'))(tf.add(x, tf.mul(v, step)))]);
      const difference = tf.div(tf.sub(at(ε), at(-ε)), 2 * ε);
      const [exact, measured] = [tf.sum(tf.mul(second('step'), v)), difference];
      expect(Math.abs((await exact.data())[0]! - (await measured.data())[0]!)).toBeLessThan(2e-3);
    },
  );
});

test('a gate all but closed lets the gradient through 4,096 steps', async () => {
  await tf.setBackend('wasm');
  const cell = minGruCell(size);
  const params = { ...cell.init(seeded(1)), bias: tf.tensor1d([-20, -20, -20, -20, -20, 0, 0, 0, 0, 0]) };
  const initialState = { h: tf.ones<tf.Rank.R2>([1, 5]) };
  const x = randomTensor<tf.Rank.R3>(seeded(2), [1, 4096, 2]);
  const last = (h: tf.Tensor) =>
    tf.sum(unroll(cell, params, x, { initialState: { h: h as tf.Tensor2D } }).finalState.h);
  for (const slope of await tf.grad(last)(initialState.h).data()) expect(slope).toBeCloseTo(1, 3);
});

test('min-lstm shares out 1 where both gates are as good as closed, and has a gradient there', async () => {
  await tf.setBackend('wasm');
  const cell = minLstmCell({ inputSize: 1, hiddenSize: 1 });
  const params = { inputKernel: tf.zeros<tf.Rank.R2>([1, 3]), bias: tf.tensor1d([-200, -200, 1]) };
  const run = (method: 'fused' | 'step') => {
    const loss = (...leaves: tf.Tensor[]) =>
      tf.sum(unroll(cell, withLeaves(params, leaves), tf.zeros([1, 2, 1]), { method }).outputs);
    return tf.valueAndGrads(loss)(leavesOf(params));
  };
  for (const method of ['fused', 'step'] as const) {
    const { value, grads } = run(method);
    expect((await value.data())[0]).toBeCloseTo(0.5 + 0.75, 6);
    for (const gradient of grads) for (const number of await gradient.data()) expect(number).not.toBeNaN();
  }
});

test('the lru draws λ from its ring, and γ keeps the variance of white noise', async () => {
  await tf.setBackend('wasm');
  const cell = lruCell({ inputSize: 1, hiddenSize: 500, minRadius: 0.5, maxRadius: 0.8, maxPhase: 1 });
  const { logDecay, logPhase, logScale } = cell.init(seeded(1));
  const radii = (await logDecay.data()).map((ν) => Math.exp(-Math.exp(ν)));
  const phases = (await logPhase.data()).map(Math.exp);
  const scales = (await logScale.data()).map(Math.exp);
  expect(Math.min(...radii)).toBeGreaterThan(0.5 - 1e-6);
  expect(Math.max(...radii)).toBeLessThan(0.8 + 1e-6);
  const inside = radii.filter((radius) => radius ** 2 < (0.25 + 0.64) / 2).length;
  expect(inside).toBeGreaterThan(210); // uniform by area: half of them
  expect(inside).toBeLessThan(290);
  expect(Math.max(...phases)).toBeLessThan(1 + 1e-6);
  for (const [i, scale] of scales.entries()) expect(scale ** 2 + radii[i]! ** 2).toBeCloseTo(1, 4);
});

test('the lru refuses a ring that reaches 1, or is none', () => {
  for (const [minRadius, maxRadius] of [
    [0.5, 1],
    [0.9, 0.5],
    [-0.1, 0.5],
  ] as const)
    expect(() => lruCell({ ...size, minRadius, maxRadius })).toThrow(
      `lruCell: the radii must be 0 ≤ minRadius < maxRadius < 1, received ${minRadius} and ${maxRadius}`,
    );
  expect(() => lruCell({ ...size, maxPhase: 0 })).toThrow('lruCell: maxPhase must be a positive number');
});

test('a cell without a recurrent kernel is given no initializer for one', () => {
  for (const create of [minGruCell, minLstmCell, lruCell])
    expect(() => create({ ...size, recurrentInitializer: 'orthogonal' } as never)).toThrow(
      'recurrentInitializer is not one of its options',
    );
});
