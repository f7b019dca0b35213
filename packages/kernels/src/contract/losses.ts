import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { requireFloat32 } from './require-inputs.js';
import { requireShape } from './shape-error.js';
import { sizeOf } from './size-of.js';

// A mean loss and its gradient by the logits, in one kernel. The last axis of `logits` is a row's columns. Of float32 besides:
// `targets`, and where rows do not count alike, `weights`, one a row, by which its losses are multiplied; the mean is over
// the rows whose weight is not 0, and 0 where there is none. Outputs: `loss` and `accuracy`, scalars, and `dLogits`. The accuracy is the share of these rows that
// are answered right.

export const losses = {
  /** −ln softmax(z)_y, a class y a row, no finite number where one is none; right where z_y is the first of the largest */
  SoftmaxCrossEntropy: { isClass: true },
  /** −y ln σ(z) − (1 − y) ln(1 − σ(z)), a y for each z; right where every z > 0 has y = 1, and no other */
  SigmoidCrossEntropy: { isClass: false },
  /** (z − y)², a y for each z; never right */
  SquaredError: { isClass: false },
} as const;

export type LossName = keyof typeof losses;
export const lossNames = Object.keys(losses) as LossName[];

interface LossInputs {
  readonly logits: TensorInfo;
  readonly targets: TensorInfo;
  readonly weights?: TensorInfo;
  readonly rows: number;
  readonly columns: number;
}

/**
 * @throws ShapeError unless targets and weights fit the logits
 * @throws TypeError when a tensor is missing or not float32
 * @example
 * const { rows, columns } = requireLoss('SoftmaxCrossEntropy', { logits: tf.zeros([2, 5, 10]), targets: tf.zeros([2, 5]) });
 * [rows, columns]; // → [10, 10]
 */
export function requireLoss(
  kernel: LossName,
  { logits, targets, weights }: NamedTensorInfoMap,
  where: string = kernel,
): LossInputs {
  requireFloat32(where, 'logits', logits);
  requireFloat32(where, 'targets', targets);
  const { shape } = logits!;
  const leading = shape.slice(0, -1);
  requireShape(where, 'targets', losses[kernel].isClass ? leading : shape, targets!.shape);
  if (weights) {
    requireFloat32(where, 'weights', weights);
    requireShape(where, 'weights', leading, weights.shape);
  }
  const rows = sizeOf(leading);
  return {
    logits: logits!,
    targets: targets!,
    ...(weights && { weights }),
    rows,
    columns: shape.at(-1) ?? 1,
  };
}
