import * as tf from '@tensorflow/tfjs';

/**
 * From the gradients of an op's outputs (null for one that nothing depends on), what was saved for the backward pass and the names
 * of the inputs whose gradient is wanted, a function for each of those.
 */
export type Backward = (
  dOutputs: readonly (tf.Tensor | null)[],
  saved: readonly tf.Tensor[],
  wanted: readonly string[],
) => { [input: string]: () => tf.Tensor };

/**
 * Makes `backward` the backward pass of the op that has just given `outputs`, if tfjs is recording. A gradient function
 * that is registered for a kernel learns too little: not which inputs are differentiated by, and instead of learning that
 * nothing depends on an output it gets zeros, megabytes of them for what is only kept for the backward pass. The tape
 * knows both. tfjs copies the nodes between y and the xs with only those inputs that lead to an x, and calls
 * `gradient` as the copy's method.
 */
export function recordBackward(outputs: readonly tf.Tensor[], backward: Backward): void {
  const node = tf.engine().state.activeTape?.at(-1);
  if (!node || node.outputs[0] !== outputs[0]) return;
  node.gradient = function (this: { readonly inputs: object }, dOutputs) {
    return backward(dOutputs, node.saved!, Object.keys(this.inputs));
  };
}
