import { type LossName, requireLoss } from '../contract/losses.js';
import type { WorkspaceKernel } from './workspace.js';

const functions = {
  SoftmaxCrossEntropy: 'softmaxCrossEntropy',
  SigmoidCrossEntropy: 'sigmoidCrossEntropy',
  SquaredError: 'squaredError',
} as const satisfies Record<LossName, string>;

export function lossKernel(kernel: LossName): WorkspaceKernel {
  return ({ run, input, output }, inputs) => {
    const { logits, targets, weights, rows, columns } = requireLoss(kernel, inputs);
    const [z, y, w] = [input(logits), input(targets), input(weights)];
    run[functions[kernel]](z, y, w, output([]), output([]), output(logits.shape), rows, columns);
  };
}
