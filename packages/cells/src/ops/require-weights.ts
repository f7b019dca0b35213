import type { Tensor } from '@tensorflow/tfjs';
import { requireShape } from '../shape-error.js';

/** @throws ShapeError, naming the weight, unless all fit the inputs x [B, T, I] and the state [B, H] */
export function requireWeights(
  where: string,
  gates: number,
  operands: {
    readonly x: Tensor;
    readonly inputKernel: Tensor;
    readonly recurrentKernel: Tensor;
    readonly bias?: Tensor;
    readonly recurrentBias?: Tensor;
    readonly initialHidden: Tensor;
  },
): void {
  const { x, inputKernel, recurrentKernel, bias, recurrentBias, initialHidden } = operands;
  const units = initialHidden.shape[1]!;
  const width = gates * units;
  requireShape(where, 'inputKernel', [x.shape[2]!, width], inputKernel.shape);
  requireShape(where, 'recurrentKernel', [units, width], recurrentKernel.shape);
  if (bias) requireShape(where, 'bias', [width], bias.shape);
  if (recurrentBias) requireShape(where, 'recurrentBias', [width], recurrentBias.shape);
}
