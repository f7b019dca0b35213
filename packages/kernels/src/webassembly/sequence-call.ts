import type { TensorInfo } from '@tensorflow/tfjs';
import { outputsOf, requireInputs, type Sizes, shapeOf } from '../contract/require-inputs.js';
import type { KernelAttrs, KernelInputs, OutputName, SequenceKernelName } from '../contract/sequences.js';
import { requireShape } from '../contract/shape-error.js';
import type { KernelFunctions } from './module.js';
import type { Workspace } from './workspace.js';

/** A kernel of the contract on any workspace: it asks for addresses, runs, and leaves its outputs there. */
export type SequenceKernel<N extends SequenceKernelName> = (
  workspace: Workspace,
  inputs: KernelInputs<N>,
  attrs: KernelAttrs<N>,
) => void;

export interface SequenceCall<N extends SequenceKernelName> extends Sizes {
  /** The addresses of the outputs by name; 0 for one that this call does not have. */
  readonly to: Readonly<Record<OutputName<N>, number>>;
}

/**
 * Checks the inputs and makes the outputs.
 *
 * @param reserve the floats of the reserve, for a kernel that has one
 * @throws ShapeError, TypeError as `requireInputs`
 */
export function beginCall<N extends SequenceKernelName>(
  workspace: Workspace,
  kernel: N,
  inputs: KernelInputs<N>,
  attrs: KernelAttrs<N>,
  reserve: (run: KernelFunctions, sizes: Sizes) => number = () => 0,
): SequenceCall<N> {
  const sizes = requireInputs(kernel, inputs, attrs);
  const floats = reserve(workspace.run, sizes);
  const kept = (inputs as { readonly reserve?: TensorInfo }).reserve;
  if (kept) requireShape(kernel, 'reserve', [floats], kept.shape);
  const to: Record<string, number> = {};
  for (const { name, axes } of outputsOf(kernel, inputs, attrs))
    to[name] = axes ? workspace.output(shapeOf(axes, sizes)) : workspace.reserve(floats);
  return { ...sizes, to: to as SequenceCall<N>['to'] };
}
