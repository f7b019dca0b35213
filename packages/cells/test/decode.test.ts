import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  adam,
  chain,
  clipByGlobalNorm,
  constantSchedule,
  decode,
  encoderDecoder,
  exponentialSchedule,
  gruCell,
  inverseSigmoidSchedule,
  linearSchedule,
  lstmCell,
  mostLikely,
  readout,
  ShapeError,
  valueAndGradients,
} from '../src/index.js';
import { onEveryBackend } from './backends.js';
import { largestDifference, randomTensor, seeded } from './numbers.js';

const model = encoderDecoder({
  encoder: gruCell({ inputSize: 2, hiddenSize: 5 }),
  decoder: gruCell({ inputSize: 3, hiddenSize: 5 }),
  readout: readout({ hiddenSize: 5, outputSize: 3 }),
});
const source = () => randomTensor<tf.Rank.R3>(seeded(1), [4, 6, 2]);
const targets = () =>
  tf.cast(
    tf.oneHot(
      tf.tensor2d(
        [
          [0, 1, 2],
          [1, 1, 0],
          [2, 0, 1],
          [0, 0, 0],
        ],
        [4, 3],
        'int32',
      ),
      3,
    ),
    'float32',
  ) as tf.Tensor3D;

onEveryBackend('the decoder', () => {
  test('with teacher forcing by one op gives what its steps give', async () => {
    const params = model.init(seeded(2));
    const forced = model.translate(params, source(), { targets: targets() });
    // A probability of almost one takes the way of the steps.
    const steps = model.translate(params, source(), {
      targets: targets(),
      teacherForcing: 1 - 1e-12,
      rng: seeded(1),
    });
    expect(forced.outputs.shape).toEqual([4, 3, 3]);
    expect(await largestDifference(forced.outputs, steps.outputs)).toBeLessThan(1e-5);
    expect(await largestDifference(forced.finalState.h, steps.finalState.h)).toBeLessThan(1e-5);
  });

  test('running free reads its own most likely outputs', async () => {
    const params = model.init(seeded(2));
    const { outputs } = model.translate(params, source(), { steps: 3 });
    const own = tf.stack(
      tf.unstack(outputs, 1).map((output) => mostLikely(output as tf.Tensor2D)),
      1,
    ) as tf.Tensor3D;
    const forced = model.translate(params, source(), { targets: own });
    expect(await largestDifference(outputs, forced.outputs)).toBeLessThan(1e-5);
    const ignored = model.translate(params, source(), { targets: targets(), teacherForcing: 0 });
    expect(await largestDifference(ignored.outputs, outputs)).toBe(0);
  });

  test('feeds back what it is told to feed back, with no gradient through it', async () => {
    const head = readout({ hiddenSize: 2, outputSize: 2 });
    const cell = gruCell({ inputSize: 2, hiddenSize: 2 });
    const [params, headParams] = [cell.init(seeded(1)), head.init(seeded(2))];
    const h = randomTensor<tf.Rank.R2>(seeded(3), [1, 2]);
    const run = (h: tf.Tensor, feedback: (output: tf.Tensor2D) => tf.Tensor2D) =>
      decode(cell, head, params, headParams, { initialState: { h: h as tf.Tensor2D }, steps: 2, feedback })
        .outputs;
    const constant = tf.tensor2d([[0.3, -0.4]]);
    const fed = run(h, () => constant);
    const forced = decode(cell, head, params, headParams, {
      initialState: { h },
      targets: tf.stack([constant, constant], 1) as tf.Tensor3D,
    });
    expect(await largestDifference(fed, forced.outputs)).toBeLessThan(1e-5);
    // The same values fed back as a function of the outputs have the same gradient as when they are constant.
    const [first] = tf.unstack(run(h, tf.tanh), 1);
    const held = tf.tanh(first as tf.Tensor2D);
    const through = tf.grad((h) => tf.sum(run(h, tf.tanh)))(h);
    const without = tf.grad((h) => tf.sum(run(h, () => held)))(h);
    expect(await largestDifference(through, without)).toBeLessThan(1e-6);
  });

  test('with scheduled sampling reads the truth as often as the schedule says, the same for the same seed', async () => {
    const big = tf.zeros<tf.Rank.R3>([400, 1, 2]);
    const truth = tf.fill([400, 2, 3], 7) as tf.Tensor3D;
    const params = model.init(seeded(2));
    const options = () => ({ targets: truth, teacherForcing: 0.25, rng: seeded(5), feedback: tf.zerosLike });
    const { outputs } = model.translate(params, big, options());
    const second = tf.slice(outputs, [0, 1, 0], [400, 1, 1]);
    const values = await second.data();
    const kinds = new Map<number, number>();
    for (const value of values)
      kinds.set(Math.round(value * 1e4), (kinds.get(Math.round(value * 1e4)) ?? 0) + 1);
    const counts = [...kinds.values()].sort((a, b) => a - b);
    expect(counts.length).toBe(2);
    expect(counts[0]! / 400).toBeGreaterThan(0.17);
    expect(counts[0]! / 400).toBeLessThan(0.33);
    expect(await largestDifference(model.translate(params, big, options()).outputs, outputs)).toBe(0);
  });

  test('learns to write a sequence backwards', async () => {
    const rng = seeded(3);
    const reversal = encoderDecoder({
      encoder: lstmCell({ inputSize: 2, hiddenSize: 12 }),
      decoder: lstmCell({ inputSize: 2, hiddenSize: 12 }),
      readout: readout({ hiddenSize: 12, outputSize: 2 }),
    });
    let params = reversal.init(rng);
    const bits = tf.tensor2d(
      Array.from({ length: 8 }, (_, n) => [n >> 2, (n >> 1) & 1, n & 1]),
      [8, 3],
      'int32',
    );
    const sequence = tf.cast(tf.oneHot(bits, 2), 'float32') as tf.Tensor3D;
    const backwards = tf.reverse(sequence, 1);
    const optimizer = chain(clipByGlobalNorm(1), adam({ learningRate: 0.05 }));
    let state = optimizer.init(params);
    for (let step = 0; step < 80; step++) {
      const { gradients } = valueAndGradients((params) => {
        const { outputs } = reversal.translate(params, sequence, { targets: backwards });
        return tf.losses.softmaxCrossEntropy(tf.reshape(backwards, [24, 2]), tf.reshape(outputs, [24, 2]));
      }, params);
      [params, state] = optimizer.update(gradients, state, params, step);
    }
    const { outputs } = reversal.translate(params, sequence, { steps: 3 });
    expect(await tf.argMax(outputs, 2).array()).toEqual(await tf.argMax(backwards, 2).array());
  });

  test('refuses what it cannot do, by name', () => {
    const params = model.init(seeded(2));
    const x = source();
    expect(() => model.translate(params, x, {})).toThrow(
      'decode: steps must be given where there are no targets',
    );
    expect(() => model.translate(params, x, { steps: 2, teacherForcing: 1 })).toThrow(
      'teacherForcing needs targets',
    );
    expect(() => model.translate(params, x, { targets: targets(), teacherForcing: 0.5 })).toThrow(
      'an rng must choose',
    );
    expect(() => model.translate(params, x, { targets: targets(), teacherForcing: 2 })).toThrow(RangeError);
    expect(() => model.translate(params, x, { targets: tf.zeros([4, 3, 2]) })).toThrow(ShapeError);
    expect(() => model.translate(params, x, { steps: 2, start: tf.zeros([4, 2]) })).toThrow(ShapeError);
  });
});

test('the schedules are those of Bengio et al. 2015', () => {
  expect(constantSchedule(0.3)(1000)).toBe(0.3);
  const linear = linearSchedule({ start: 0.9, end: 0.1, steps: 100 });
  expect([linear(0), linear(50), linear(500)].map((p) => +p.toFixed(12))).toEqual([0.9, 0.5, 0.1]);
  expect(exponentialSchedule(0.5)(3)).toBe(0.125);
  expect(inverseSigmoidSchedule(10)(0)).toBeCloseTo(10 / 11);
  expect(inverseSigmoidSchedule(10)(10 * Math.log(10))).toBeCloseTo(0.5);
  expect(() => exponentialSchedule(1)).toThrow('exponentialSchedule: k must be between 0 and 1, received 1');
  expect(() => inverseSigmoidSchedule(0.5)).toThrow('at least 1');
  expect(() => constantSchedule(Number.NaN)).toThrow('constantSchedule: value must be a finite number');
  expect(() => linearSchedule({ steps: 0 })).toThrow('linearSchedule: steps must be a positive number');
});
