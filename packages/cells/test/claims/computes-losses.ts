import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { crossEntropy, scoredLosses, sequenceMask } from '../../src/index.js';
import { backends, onEveryBackend } from '../backends.js';
import { seeded } from '../numbers.js';

type Kind = keyof typeof scoredLosses;
const kinds = Object.keys(scoredLosses) as Kind[];

interface Case {
  readonly shape: readonly number[];
  readonly lengths?: readonly number[];
}
const cases: Case[] = [
  { shape: [4, 10] },
  { shape: [1, 1] },
  { shape: [300, 3] },
  { shape: [2, 67] },
  { shape: [3, 5, 7] },
  { shape: [3, 5, 7], lengths: [5, 2, 0] },
  { shape: [3, 5, 1], lengths: [4, 1, 3] },
  { shape: [3, 5, 2], lengths: [0, 0, 0] },
];

/** Logits, of which some saturate, and targets, of which most answers are right. */
function drawn(kind: Kind, shape: readonly number[]) {
  const rng = seeded(1);
  const columns = shape.at(-1)!;
  const z = Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => Math.fround(40 * (rng() - 0.5)));
  const rows = Array.from({ length: z.length / columns }, (_, row) =>
    z.slice(row * columns, (row + 1) * columns),
  );
  const isWrong = () => rng() < 0.3;
  if (kind === 'class') return { z, y: rows.map((row) => (isWrong() ? 0 : row.indexOf(Math.max(...row)))) };
  const y = z.map((z) => (kind === 'real' ? Math.fround(z + rng()) : Number(z > 0 !== rng() < 0.1)));
  return { z, y };
}

/** Loss, accuracy and gradient in float64. */
function exact(kind: Kind, z: readonly number[], y: readonly number[], weights: readonly number[]) {
  const columns = z.length / weights.length;
  const counted = Math.max(weights.filter((weight) => weight !== 0).length, 1);
  const count = kind === 'class' ? counted : counted * columns;
  let [loss, right] = [0, 0];
  const gradient = weights.flatMap((weight, row) => {
    const own = z.slice(row * columns, (row + 1) * columns);
    if (kind === 'class') {
      const most = Math.max(...own);
      const total = own.reduce((sum, value) => sum + Math.exp(value - most), 0);
      loss += (weight / count) * (Math.log(total) - (own[y[row]!]! - most));
      right += Number(weight !== 0 && own.indexOf(most) === y[row]);
      return own.map(
        (value, k) => (weight / count) * (Math.exp(value - most) / total - Number(k === y[row])),
      );
    }
    const answers = y.slice(row * columns, (row + 1) * columns);
    if (kind === 'binary')
      right += Number(weight !== 0 && own.every((value, k) => Number(value > 0) === answers[k]));
    return own.map((value, k) => {
      const error = value - answers[k]!;
      const e = Math.exp(-Math.abs(value));
      loss +=
        (weight / count) *
        (kind === 'real' ? error ** 2 : Math.max(value, 0) - value * answers[k]! + Math.log1p(e));
      return (weight / count) * (kind === 'real' ? 2 * error : (value < 0 ? e : 1) / (1 + e) - answers[k]!);
    });
  });
  return { loss, accuracy: right / counted, gradient };
}

/** A loss is its equation in float64, and so is its gradient. */
export function computesLosses(on = backends): void {
  onEveryBackend(
    'a loss',
    () => {
      test.each(kinds.flatMap((kind) => cases.map((c) => ({ kind, ...c }))))(
        'of $kind has the value, accuracy and gradient of its equations: $shape, lengths $lengths',
        async ({ kind, shape, lengths }) => {
          const leading = shape.slice(0, -1);
          const { z, y } = drawn(kind, shape);
          const logits = tf.tensor(z, [...shape]);
          const targets =
            kind === 'class' ? tf.tensor(y, leading, 'int32') : tf.tensor(y, [...shape], 'float32');
          const mask = lengths && sequenceMask(lengths, leading[1]!);
          const weights = mask
            ? [...(await mask.data())]
            : y.slice(0, tf.util.sizeFromShape(leading)).fill(1);
          const expected = exact(kind, z, y, weights);
          const { numTensors } = tf.memory();
          let accuracy: tf.Scalar | undefined;
          const { value, grad } = tf.valueAndGrad((z: tf.Tensor) => {
            const scored = scoredLosses[kind](z, targets, mask);
            accuracy = tf.keep(scored.accuracy);
            return tf.mul(scored.loss, 3);
          })(logits);
          expect(tf.memory().numTensors).toBe(numTensors + 3);
          const [[loss], [share], gradient] = await Promise.all([
            value.data(),
            accuracy!.data(),
            grad.data(),
          ]);
          const close = (received: number, expected: number) =>
            expect(Math.abs(received - expected)).toBeLessThanOrEqual(3e-6 * Math.max(1, Math.abs(expected)));
          close(loss!, 3 * expected.loss);
          expect(share).toBeCloseTo(expected.accuracy, 6);
          expect(grad.shape).toEqual(shape);
          gradient.forEach((number, i) => {
            close(number, 3 * expected.gradient[i]!);
          });
        },
      );

      test.each(kinds)('of %s can be differentiated twice', async (kind) => {
        const z = tf.tensor2d([0.3, -0.2, 0.8, -1.1, 0.4, 0.1], [2, 3]);
        const targets =
          kind === 'class' ? tf.tensor1d([2, 0], 'int32') : tf.tensor2d([1, 0, 1, 0, 0, 1], [2, 3]);
        const slope = tf.grad((z: tf.Tensor) => scoredLosses[kind](z, targets).loss);
        const along = tf.tensor2d([1, 2, -1, 0.5, 1, 3], [2, 3]);
        const curvature = tf.grad((z: tf.Tensor) => tf.sum(tf.mul(slope(z), along)))(z);
        const h = 2e-2;
        const [above, below] = [slope(tf.add(z, tf.mul(along, h))), slope(tf.sub(z, tf.mul(along, h)))];
        const expected = await tf.div(tf.sub(above, below), 2 * h).data();
        const received = await curvature.data();
        received.forEach((number, i) => {
          expect(number).toBeCloseTo(expected[i]!, 3);
        });
      });

      test('of a class that is none is no number', async () => {
        const { value } = tf.valueAndGrad((z: tf.Tensor) => crossEntropy(z, tf.tensor1d([0, 9], 'int32')))(
          tf.tensor2d([1, 2, 3, 4], [2, 2]),
        );
        const [loss] = await value.data();
        expect(Number.isFinite(loss)).toBe(false);
      });

      test('takes a mask of any type', async () => {
        const mask = tf.tensor2d([1, 0, 1, 1], [2, 2]);
        const losses = [mask, tf.cast(mask, 'bool'), tf.cast(mask, 'int32')].map((mask) =>
          crossEntropy(tf.ones([2, 2, 3]), tf.zeros([2, 2], 'int32'), mask as tf.Tensor2D),
        );
        for (const loss of losses) expect((await loss.data())[0]).toBeCloseTo(Math.log(3), 6);
      });

      test('refuses targets and masks that do not fit', () => {
        const logits = tf.zeros([2, 3, 4]);
        expect(() => crossEntropy(logits, tf.zeros([2, 4], 'int32'))).toThrow(
          'crossEntropy: targets must have shape [2, 3], received [2, 4]',
        );
        expect(() => scoredLosses.binary(logits, tf.zeros([2, 3, 4]), tf.zeros([2, 4]))).toThrow(
          'binaryCrossEntropy: weights must have shape [2, 3], received [2, 4]',
        );
      });
    },
    on,
  );
}
