import type { TensorInfo } from '@tensorflow/tfjs';
import { outputsOf, requireInputs, shapeOf } from '../contract/require-inputs.js';
import type { KernelAttrs, KernelInputs, OutputName, SequenceKernelName } from '../contract/sequences.js';
import { requireShape } from '../contract/shape-error.js';
import type { Workspace } from './workspace.js';

/** A kernel of the contract on any workspace: it asks for addresses, runs, and leaves its outputs there. */
export type SequenceKernel<N extends SequenceKernelName> = (
  workspace: Workspace,
  inputs: KernelInputs<N>,
  attrs: KernelAttrs<N>,
) => void;

/** What most of the module's functions take, checked and made. */
export interface SequenceCall<N extends SequenceKernelName> {
  /** The addresses of x, inputKernel and recurrentKernel. */
  readonly operands: readonly [number, number, number];
  /** The addresses of the outputs by name; 0 for one that this call does not have. */
  readonly to: Readonly<Record<OutputName<N>, number>>;
  /** Batch, steps, input size and hidden size. */
  readonly sizes: readonly [number, number, number, number];
  /** The address of as much scratch memory as a function of the input and hidden size says. */
  scratch(bytes: (inputSize: number, hiddenSize: number) => number): number;
}

/**
 * @param reserve the floats of the reserve, for a kernel that has one
 * @throws ShapeError, TypeError as `requireInputs`
 */
export function beginCall<N extends SequenceKernelName>(
  workspace: Workspace,
  kernel: N,
  inputs: KernelInputs<N>,
  attrs: KernelAttrs<N>,
  reserve?: (batch: number, steps: number, hiddenSize: number) => number,
): SequenceCall<N> {
  const sizes = requireInputs(kernel, inputs, attrs);
  const { B, T, I, H } = sizes;
  const floats = reserve?.(B, T, H) ?? 0;
  const { x, inputKernel, recurrentKernel, reserve: kept } = inputs as Record<string, TensorInfo>;
  if (kept) requireShape(kernel, 'reserve', [floats], kept.shape);
  const to: Record<string, number> = {};
  for (const { name, axes } of outputsOf(kernel, inputs, attrs))
    to[name] = axes ? workspace.output(shapeOf(axes, sizes)) : workspace.reserve(floats);
  return {
    operands: [workspace.input(x), workspace.input(inputKernel), workspace.input(recurrentKernel)],
    to: to as SequenceCall<N>['to'],
    sizes: [B, T, I, H],
    scratch: (bytes) => workspace.scratch(bytes(I, H)),
  };
}
