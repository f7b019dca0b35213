import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { lossAndAccuracy, scoreFrom, scoreOf } from '../src/training/loss.js';

await tf.setBackend('cpu');

const meanLoss = (...of: Parameters<typeof lossAndAccuracy>) => lossAndAccuracy(...of).loss;
const accuracyOf = (...of: Parameters<typeof lossAndAccuracy>) => lossAndAccuracy(...of).accuracy;
const scalar = (tensor: tf.Tensor) => tensor.dataSync()[0]!;

describe('the loss', () => {
  it('of equal logits is ln of the number of classes', () => {
    const targets = tf.tensor1d([0, 3, 2], 'int32');
    expect(scalar(meanLoss('class', tf.zeros([3, 4]), { targets }))).toBeCloseTo(Math.log(4), 6);
  });

  it('of a binary digit is −ln of the probability given to it', () => {
    const targets = tf.tensor3d([[[1], [0]]]);
    const logits = tf.tensor3d([[[2], [2]]]);
    const p = 1 / (1 + Math.exp(-2));
    expect(scalar(meanLoss('binary', logits, { targets }))).toBeCloseTo(
      -(Math.log(p) + Math.log(1 - p)) / 2,
      6,
    );
  });

  it('of a real number is the squared error', () => {
    const targets = tf.tensor2d([[1], [2]]);
    expect(scalar(meanLoss('real', tf.tensor2d([[1.5], [0]]), { targets }))).toBeCloseTo((0.25 + 4) / 2, 6);
  });

  it.each(['class', 'binary'] as const)('of %s targets leaves out the steps behind the mask', (kind) => {
    const targets =
      kind === 'class' ? tf.tensor2d([[1, 0, 1]], [1, 3], 'int32') : tf.tensor3d([[[1], [0], [1]]]);
    const logits =
      kind === 'class' ? tf.randomNormal([1, 3, 2], 0, 1, 'float32', 1) : tf.tensor3d([[[1], [2], [-3]]]);
    const masked = meanLoss(kind, logits, { targets, mask: tf.tensor2d([[1, 1, 0]]) });
    const short = <T extends tf.Tensor>(tensor: T) =>
      tf.slice(tensor, [0, 0], [1, 2, ...tensor.shape.slice(2)].slice(0, tensor.rank)) as T;
    expect(scalar(masked)).toBeCloseTo(scalar(meanLoss(kind, short(logits), { targets: short(targets) })), 6);
  });
});

describe("the binary loss's gradient, derived by hand,", () => {
  it('is what tfjs finds for its own cross-entropy', () => {
    const targets = tf.tensor3d([
      [[1], [0], [1]],
      [[0], [0], [1]],
    ]);
    const mask = tf.tensor2d([
      [1, 1, 0],
      [1, 1, 1],
    ]);
    const logits = tf.tensor3d([
      [[0.5], [-20], [3]],
      [[0], [40], [-1]],
    ]);
    const byHand = tf.grad((z: tf.Tensor) => meanLoss('binary', z, { targets, mask }))(logits);
    const weights = tf.expandDims(mask, -1);
    const oracle = tf.grad((z: tf.Tensor) => tf.losses.sigmoidCrossEntropy(targets, z, weights) as tf.Scalar)(
      logits,
    );
    const [ours, theirs] = [byHand.dataSync(), oracle.dataSync()];
    for (const [i, value] of theirs.entries()) expect(ours[i]).toBeCloseTo(value, 6);
  });
});

describe.each(['wasm', 'cpu'])("the gradient of classes' loss, derived by hand, on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each([
    { what: 'an answer at every step, some not scored', shape: [2, 3, 4], mask: [1, 1, 0, 1, 1, 1] },
    { what: 'one answer', shape: [6, 4] },
  ])('is what tfjs finds for its own cross-entropy: $what', ({ shape, mask: scored }) => {
    const steps = shape.slice(0, -1);
    const targets = tf.tensor([1, 0, 3, 3, 2, 0], steps, 'int32');
    const mask = scored && tf.tensor2d(scored, steps as [number, number]);
    const logits = tf.mul(tf.randomNormal(shape, 0, 1, 'float32', 3), tf.tensor1d([1, 1, 40, 1]));
    const byHand = tf.grad((z: tf.Tensor) =>
      meanLoss('class', z, { targets, ...(mask && { mask }) } as Parameters<typeof meanLoss>[2]),
    )(logits);
    const oracle = tf.grad(
      (z: tf.Tensor) => tf.losses.softmaxCrossEntropy(tf.oneHot(targets, 4), z, mask) as tf.Scalar,
    )(logits);
    const exact = [...oracle.dataSync()];
    for (const [i, value] of [...byHand.dataSync()].entries()) expect(value).toBeCloseTo(exact[i]!, 6);
  });
});

describe('the score', () => {
  const targets = tf.tensor3d([
    [[1], [0], [1]],
    [[1], [1], [0]],
  ]);
  const logits = tf.tensor3d([
    [[1], [-1], [-1]],
    [[2], [3], [-1]],
  ]);

  it('counts right digits, and sequences without a wrong one', () => {
    const score = scoreFrom(scoreOf('binary', logits, { targets }).dataSync());
    expect(score).toMatchObject({ elements: 6, right: 5, examples: 2, allRight: 1 });
    expect(scalar(accuracyOf('binary', logits, { targets }))).toBeCloseTo(5 / 6, 6);
  });

  it('does not count what the mask leaves out', () => {
    const mask = tf.tensor2d([
      [1, 1, 0],
      [1, 1, 1],
    ]);
    const score = scoreFrom(scoreOf('binary', logits, { targets, mask }).dataSync());
    expect(score).toMatchObject({ elements: 5, right: 5, allRight: 2 });
    expect(scalar(accuracyOf('binary', logits, { targets, mask }))).toBe(1);
  });

  it('sums the loss whose mean is trained', () => {
    const { loss, elements } = scoreFrom(scoreOf('binary', logits, { targets }).dataSync());
    expect(loss / elements).toBeCloseTo(scalar(meanLoss('binary', logits, { targets })), 6);
  });
});
