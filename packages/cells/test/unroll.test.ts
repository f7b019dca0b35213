import * as tf from '@tensorflow/tfjs';
import { cellParameters, parameterCount } from '@unrolled/analysis';
import { expect, test } from 'vitest';
import {
  bidirectional,
  type Cell,
  gruCell,
  lstmCell,
  rnnCell,
  ShapeError,
  sequenceMask,
  skipRnnCell,
  stackCells,
  unroll,
} from '../src/index.js';
import { leavesOf } from '../src/tensor-tree.js';
import { onEveryBackend } from './backends.js';
import { largestDifference, randomTensor, secondDerivativeError, seeded } from './numbers.js';

const size = { inputSize: 3, hiddenSize: 4 };
const cells: Cell[] = [rnnCell(size), gruCell(size), lstmCell(size), skipRnnCell(size)];
const inputs = () => randomTensor<tf.Rank.R3>(seeded(1), [2, 5, 3]);

onEveryBackend('unroll', () => {
  test.each(cells)('of $kind in reverse is unroll of the reversed input, reversed', async (cell) => {
    const params = cell.init(seeded(2));
    const back = unroll(cell, params, inputs(), { reverse: true });
    const turned = unroll(cell, params, tf.reverse(inputs(), 1));
    expect(await largestDifference(back.outputs, tf.reverse(turned.outputs, 1))).toBeLessThan(1e-6);
    for (const [index, state] of leavesOf(back.finalState).entries()) {
      expect(await largestDifference(state, leavesOf(turned.finalState)[index]!)).toBeLessThan(1e-6);
    }
  });

  test.each(cells)('of $kind in two halves is unroll of the whole', async (cell) => {
    const params = cell.init(seeded(2));
    const whole = unroll(cell, params, inputs());
    const [first, second] = tf.split(inputs(), [2, 3], 1) as [tf.Tensor3D, tf.Tensor3D];
    const start = unroll(cell, params, first);
    const rest = unroll(cell, params, second, { initialState: start.finalState });
    expect(await largestDifference(tf.concat([start.outputs, rest.outputs], 1), whole.outputs)).toBeLessThan(
      1e-6,
    );
  });

  test.each(cells)('of $kind on a padded sequence ends where the sequence ends', async (cell) => {
    const params = cell.init(seeded(2));
    const padded = unroll(cell, params, inputs(), { mask: sequenceMask([3, 3], 5) });
    const short = unroll(cell, params, tf.slice(inputs(), [0, 0, 0], [2, 3, 3]));
    const [kept, frozen] = tf.split(padded.outputs, [3, 2], 1);
    expect(await largestDifference(kept!, short.outputs)).toBeLessThan(1e-6);
    const last = tf.slice(short.outputs, [0, 2, 0], [2, 1, 4]);
    expect(await largestDifference(frozen!, tf.concat([last, last], 1))).toBeLessThan(1e-6);
    for (const [index, state] of leavesOf(padded.finalState).entries()) {
      expect(await largestDifference(state, leavesOf(short.finalState)[index]!)).toBeLessThan(1e-6);
    }
  });

  test.each(cells)('of $kind begins at zero states of the documented shape', async (cell) => {
    for (const state of leavesOf(cell.initialState(7))) {
      expect(state.shape).toEqual([7, 4]);
      expect(await largestDifference(state, tf.zeros([7, 4]))).toBe(0);
    }
  });

  test.each(cells)('of $kind over a single step leaves the state that it was given alone', async (cell) => {
    const initialState = cell.initialState(2);
    const { finalState } = unroll(cell, cell.init(seeded(2)), tf.ones([2, 1, 3]), { initialState });
    tf.dispose(finalState);
    for (const leaf of leavesOf(initialState)) expect(leaf.isDisposed).toBe(false);
  });

  test('a stack of one is the cell', async () => {
    const cell = gruCell(size);
    const params = cell.init(seeded(2));
    const stacked = unroll(stackCells([cell]), { l0: params }, inputs());
    expect(await largestDifference(stacked.outputs, unroll(cell, params, inputs()).outputs)).toBe(0);
  });

  test('a stack feeds each layer with the outputs of the layer below', async () => {
    const [low, high] = [lstmCell(size), rnnCell({ inputSize: 4, hiddenSize: 2 })];
    const stack = stackCells([low, high]);
    const params = stack.init(seeded(2));
    const below = unroll(low, params.l0 as never, inputs());
    const above = unroll(high, params.l1 as never, below.outputs);
    expect(await largestDifference(unroll(stack, params, inputs()).outputs, above.outputs)).toBe(0);
  });

  test('a stack drops a share of the numbers between layers, only when given an rng', async () => {
    const wide = rnnCell({ inputSize: 3, hiddenSize: 400, activation: 'identity' });
    const copy = rnnCell({
      inputSize: 400,
      hiddenSize: 400,
      activation: 'identity',
      initializer: 'identity',
    });
    const stack = stackCells([wide, copy], { dropout: 0.25 });
    const x = tf.ones<tf.Rank.R3>([1, 1, 3]);
    const params = stack.init(seeded(2));
    const plain = unroll(stack, params, x).outputs;
    const dropped = unroll(stack, params, x, { rng: seeded(1) }).outputs;
    const ratios = await tf.div(dropped, plain).data();
    const zeros = ratios.filter((ratio) => Math.abs(ratio) < 1e-6).length;
    expect(zeros / 400).toBeGreaterThan(0.18);
    expect(zeros / 400).toBeLessThan(0.32);
    for (const ratio of ratios) expect(Math.min(Math.abs(ratio), Math.abs(ratio - 4 / 3))).toBeLessThan(1e-4);
  });

  test('bidirectional puts both ways side by side', async () => {
    const cell = lstmCell(size);
    const both = bidirectional(cell);
    const params = both.init(seeded(2));
    const { outputs, finalState } = unroll(both, params, inputs());
    const there = unroll(cell, params.forward, inputs());
    const back = unroll(cell, params.backward, inputs(), { reverse: true });
    expect(await largestDifference(outputs, tf.concat([there.outputs, back.outputs], 2))).toBe(0);
    expect(await largestDifference(finalState.backward.c, back.finalState.c)).toBe(0);
  });

  test('a skip of two steps back with no weight is the plain rnn', async () => {
    const params = skipRnnCell(size).init(seeded(2));
    const { outputs } = unroll(skipRnnCell(size), { ...params, skipKernel: tf.zeros([4, 4]) }, inputs());
    expect(await largestDifference(outputs, unroll(rnnCell(size), params, inputs()).outputs)).toBeLessThan(
      1e-6,
    );
  });

  test('a skip of s brings back the state of s steps before', async () => {
    const one = { inputSize: 1, hiddenSize: 1, useBias: false, activation: 'identity' } as const;
    for (const skip of [2, 3]) {
      const params = {
        inputKernel: tf.ones<tf.Rank.R2>([1, 1]),
        recurrentKernel: tf.zeros<tf.Rank.R2>([1, 1]),
        skipKernel: tf.ones<tf.Rank.R2>([1, 1]),
      };
      const impulse = tf.tensor3d([1, 0, 0, 0, 0, 0, 0], [1, 7, 1]);
      const { outputs } = unroll(skipRnnCell({ ...one, skip }), params, impulse);
      const expected = Array.from({ length: 7 }, (_, t) => (t % skip === 0 ? 1 : 0));
      expect([...(await outputs.data())]).toEqual(expected);
    }
  });

  test('an lstm that forgets nothing and takes in nothing keeps its cell', async () => {
    const cell = lstmCell(size);
    const { inputKernel, recurrentKernel } = cell.init(seeded(2));
    const [closed, open, other] = [tf.fill([4], -100), tf.fill([4], 100), tf.zeros([4])];
    const bias = tf.concat([closed!, open!, other!, other!]) as tf.Tensor1D;
    const c = randomTensor<tf.Rank.R2>(seeded(3), [2, 4]);
    const { finalState } = unroll(cell, { inputKernel, recurrentKernel, bias }, inputs(), {
      initialState: { h: tf.zeros([2, 4]), c },
    });
    expect(await largestDifference(finalState.c, c)).toBeLessThan(1e-6);
  });

  test('a gru with its update gate at one keeps its state', async () => {
    const cell = gruCell(size);
    const { inputKernel, recurrentKernel, recurrentBias } = cell.init(seeded(2));
    const bias = tf.tensor1d([0, 0, 0, 0, 100, 100, 100, 100, 0, 0, 0, 0]);
    const h = randomTensor<tf.Rank.R2>(seeded(3), [2, 4]);
    const params = { inputKernel, recurrentKernel, bias, recurrentBias: recurrentBias! };
    const { finalState } = unroll(cell, params, inputs(), { initialState: { h } });
    expect(await largestDifference(finalState.h, h)).toBeLessThan(1e-6);
  });

  test('the step activation fires above zero', async () => {
    const cell = rnnCell({ inputSize: 1, hiddenSize: 1, activation: 'step', useBias: false });
    const params = {
      inputKernel: tf.ones<tf.Rank.R2>([1, 1]),
      recurrentKernel: tf.zeros<tf.Rank.R2>([1, 1]),
    };
    for (const method of ['fused', 'step'] as const) {
      const { outputs } = unroll(cell, params, tf.tensor3d([-0.5, 0, 0.5], [1, 3, 1]), { method });
      expect([...(await outputs.data())]).toEqual([0, 0, 1]);
    }
  });

  test.each(cells)('of $kind by steps has a second derivative', async (cell) => {
    const params = cell.init(seeded(2));
    const loss = (x: tf.Tensor) => tf.sum(unroll(cell, params, x as tf.Tensor3D, { method: 'step' }).outputs);
    expect(await secondDerivativeError(loss, inputs())).toBeLessThan(1e-2);
  });

  test.each([rnnCell(size), gruCell(size), lstmCell(size)])(
    'of $kind as one op says that it has none',
    (cell: Cell) => {
      const params = cell.init(seeded(2));
      const loss = (x: tf.Tensor) => tf.sum(unroll(cell, params, x as tf.Tensor3D).outputs);
      expect(() => tf.grad((x) => tf.sum(tf.square(tf.grad(loss)(x))))(inputs())).toThrow(
        /Sequence has no second derivative; use { method: 'step' }$/,
      );
    },
  );

  test('refuses what does not fit, by name', () => {
    const cell = lstmCell(size);
    const params = cell.init(seeded(2));
    const x = tf.zeros<tf.Rank.R3>([2, 5, 4]);
    expect(() => unroll(cell, params, x)).toThrow(ShapeError);
    expect(() => unroll(cell, params, x)).toThrow(
      'unroll: inputs must have shape [batch, time, 3], received [2, 5, 4]',
    );
    expect(() => unroll(cell, params, inputs(), { mask: tf.ones([2, 4]) })).toThrow(
      'unroll: mask must have shape [2, 5], received [2, 4]',
    );
    expect(() => unroll(cell, params, inputs(), { initialState: cell.initialState(3) })).toThrow(ShapeError);
    expect(() => unroll(cell, { ...params, bias: tf.zeros<tf.Rank.R1>([3]) }, inputs())).toThrow(
      'lstm: bias must have shape [16], received [3]',
    );
    expect(() =>
      unroll(skipRnnCell(size), skipRnnCell(size).init(seeded(1)), inputs(), { method: 'fused' }),
    ).toThrow("unroll: skip-rnn has no fused op; use { method: 'step' }");
    expect(() => stackCells([cell, cell])).toThrow(
      'inputSize of layer 1 must be the 4 units of the layer below',
    );
    expect(() => sequenceMask([6], 5)).toThrow('each length must be an integer in [0, 5], received 6');
  });

  test.each([
    ['rnn', rnnCell],
    ['skip-rnn', skipRnnCell],
    ['gru', gruCell],
    ['lstm', lstmCell],
  ] as const)('the parameters of %s are those of the analysis', (kind, createCell) => {
    for (const options of [{}, { useBias: false }, ...(kind === 'gru' ? [{ resetAfter: false }] : [])]) {
      const params = (createCell as (options: object) => Cell)({ ...size, ...options }).init(seeded(1));
      const shapes = Object.entries(params).map(([name, { shape }]) => ({ name, shape }));
      const expected = cellParameters(kind, { ...size, ...options });
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      expect(shapes.sort(byName)).toEqual(expected.map(({ name, shape }) => ({ name, shape })).sort(byName));
    }
  });

  test('the lstm has 4(n·d + n² + n) parameters', () => {
    const [d, n] = [10, 128];
    const count = leavesOf(lstmCell({ inputSize: d, hiddenSize: n }).init(seeded(1))).reduce(
      (sum, { size }) => sum + size,
      0,
    );
    expect(count).toBe(4 * (n * d + n * n + n));
    expect(count).toBe(parameterCount('lstm', { inputSize: d, hiddenSize: n }));
  });
});
