import * as tf from '@tensorflow/tfjs-core';

export type Gradient = NonNullable<ReturnType<typeof tf.getGradient>>['gradFunc'];

/**
 * Has tfjs hand null to the gradient function of the kernel that has just given `outputs`, for an output that
 * nothing depends on, in place of zeros: megabytes of them for what is only kept for the backward pass. The
 * tape, which holds the function, is private to tfjs. Where it looks otherwise nothing is replaced: the zeros
 * give the same gradients, later.
 */
export function skipZeroGradients(
  outputs: readonly tf.Tensor[],
  gradient: Gradient,
  attrs: tf.NamedAttrMap,
): void {
  const node = tf.engine().state?.activeTape?.at(-1);
  if (!node?.saved || node.outputs?.[0] !== outputs[0]) return;
  const { saved } = node;
  node.gradient = (dOutputs) => gradient(dOutputs, saved, attrs);
}
