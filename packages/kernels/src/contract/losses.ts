/**
 * The mean of −ln softmax(z)_y over rows, and its gradient, in one kernel. Inputs: `logits` [rows, classes] of float32,
 * `targets` [rows], the class of each row, and optionally `weights` [rows], of which the mean counts those that are not 0.
 * Outputs: the loss, a scalar, and `dLogits` [rows, classes].
 */
export const crossEntropyKernel = 'SoftmaxCrossEntropy';
