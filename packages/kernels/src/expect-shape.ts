import type { TensorInfo } from '@tensorflow/tfjs';
import { ShapeError } from './shape-error.js';

/**
 * @throws ShapeError when `tensor` has another shape: a kernel that trusted a wrong one would leave its tensors
 * @throws TypeError when it is not float32
 */
export function expectShape(
  kernel: string,
  name: string,
  tensor: TensorInfo | undefined,
  expected: readonly number[],
): void {
  if (!tensor) return;
  if (tensor.dtype !== 'float32')
    throw new TypeError(`${kernel}: ${name} must be float32, received ${tensor.dtype}`);
  const fits = tensor.shape.length === expected.length && expected.every((n, i) => n === tensor.shape[i]);
  if (fits) return;
  throw new ShapeError(
    `${kernel}: ${name} must have shape [${expected.join(', ')}], received [${tensor.shape.join(', ')}]`,
  );
}

export interface SequenceSizes {
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
}

/** The sizes of a sequence kernel call, from `x` [B, T, I] and the initial hidden state [B, H]. */
export function sequenceSizes(kernel: string, x: TensorInfo, initialHidden: TensorInfo): SequenceSizes {
  const [batch, steps, inputSize] = x.shape;
  const hiddenSize = initialHidden.shape[1];
  if (x.shape.length !== 3 || !batch || !steps || !inputSize)
    throw new ShapeError(
      `${kernel}: x must have shape [batch, time, feature] with no empty axis, received [${x.shape.join(', ')}]`,
    );
  if (initialHidden.shape.length !== 2 || !hiddenSize)
    throw new ShapeError(
      `${kernel}: initialHidden must have shape [batch, hidden] with no empty axis, received [${initialHidden.shape.join(', ')}]`,
    );
  return { batch, steps, inputSize, hiddenSize };
}
