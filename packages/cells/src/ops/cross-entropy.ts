import * as tf from '@tensorflow/tfjs-core';
import { bringKernels } from '@unrolled/kernels';
import { crossEntropyKernel } from '@unrolled/kernels/contract';

/**
 * The mean cross-entropy of rows [rows, classes] by one kernel call; undefined where the backend has no kernel for it, or
 * what is handed over is not one number a row.
 */
export function fusedCrossEntropy(
  logits: tf.Tensor2D,
  targets: tf.Tensor,
  weights: tf.Tensor | undefined,
): tf.Scalar | undefined {
  bringKernels();
  const [rows] = logits.shape;
  const isFitting = rows > 0 && targets.size === rows && (!weights || weights.size === rows);
  if (!isFitting || !tf.getKernel(crossEntropyKernel, tf.getBackend())) return undefined;
  const inputs = {
    targets: tf.reshape(targets, [rows]),
    ...(weights && { weights: tf.reshape(weights, [rows]) }),
  };
  const op = tf.customGrad((z, save) => {
    const kernelInputs = { ...inputs, logits: z as tf.Tensor } as unknown as tf.NamedTensorMap;
    const [loss, gradient] = tf.engine().runKernel<tf.Tensor[]>(crossEntropyKernel, kernelInputs);
    (save as tf.GradSaveFunc)([z as tf.Tensor, gradient!]);
    return {
      value: loss!,
      gradFunc: (dy: tf.Tensor, [logits, dLogits]: tf.Tensor[]) => scaled(dy, dLogits!, logits!),
    };
  });
  return op(logits) as tf.Scalar;
}

/** dy · dLogits, which depends on the logits in a way that is not on the tape. */
function scaled(dy: tf.Tensor, dLogits: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((dy) => ({
    value: tf.mul(dy as tf.Tensor, dLogits),
    gradFunc() {
      throw new Error('crossEntropy: the kernel of this backend has no second derivative');
    },
  }));
  return op(dy, logits);
}
