import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { requireFloat32 } from './require-inputs.js';
import { requireShape } from './shape-error.js';

// One kernel call updates every parameter. Inputs are numbered, each parameter's value, gradient and state
// (value0, gradient0, first0, …), beside the scalars that all share; outputs are each parameter's new value
// followed by its new state. With the attribute `clipNorm` the gradients are multiplied by min(1, clipNorm / ‖g‖) before, ‖g‖
// the norm of all of them together, a scalar that is the last output then. The equations stand in assembly/optimizers.ts.

export const optimizers = {
  SgdUpdate: { state: [], shared: [] },
  /** factor: μ */
  MomentumUpdate: { state: ['accumulation'], shared: ['factor'] },
  RmspropUpdate: { state: ['meanSquare', 'moment'], shared: [] },
  /** power1 and power2: β₁ and β₂ to the power of the step */
  AdamUpdate: { state: ['first', 'second'], shared: ['power1', 'power2'] },
} as const;

export type OptimizerName = keyof typeof optimizers;

/** The attributes of each kernel; `parameters` is how many there are. */
export interface OptimizerAttrs {
  readonly SgdUpdate: {
    readonly parameters: number;
    readonly learningRate: number;
    readonly clipNorm?: number;
  };
  readonly MomentumUpdate: OptimizerAttrs['SgdUpdate'] & { readonly nesterov: boolean };
  readonly RmspropUpdate: OptimizerAttrs['SgdUpdate'] & {
    readonly decay: number;
    readonly momentum: number;
    readonly epsilon: number;
  };
  readonly AdamUpdate: OptimizerAttrs['SgdUpdate'] & {
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
  };
}

const names: { [kernel in OptimizerName]?: string[][] } = {};

/**
 * The names of parameter i's inputs: its value, gradient and state.
 *
 * @example
 * tensorNames('AdamUpdate', 0); // → ['value0', 'gradient0', 'first0', 'second0']
 */
export function tensorNames(kernel: OptimizerName, i: number): readonly string[] {
  names[kernel] ??= [];
  names[kernel][i] ??= ['value', 'gradient', ...optimizers[kernel].state].map((name) => `${name}${i}`);
  return names[kernel][i];
}

/**
 * For each parameter its tensors: value, gradient and state. The outputs are as many tensors of the same
 * shape, but for the gradient.
 *
 * @throws ShapeError when a gradient or a state has another shape than its parameter, or a shared number any
 * @throws TypeError when a tensor is missing or not float32
 */
export function requireParameters(
  kernel: OptimizerName,
  inputs: NamedTensorInfoMap,
  { parameters }: { readonly parameters: number },
): TensorInfo[][] {
  const tensorOf = (name: string, shape = inputs[name]?.shape) => {
    requireFloat32(kernel, name, inputs[name]);
    requireShape(kernel, name, shape!, inputs[name]!.shape);
    return inputs[name]!;
  };
  for (const name of optimizers[kernel].shared) tensorOf(name, []);
  return Array.from({ length: parameters }, (_, i) => {
    const shape = inputs[tensorNames(kernel, i)[0]!]?.shape;
    return tensorNames(kernel, i).map((name) => tensorOf(name, shape));
  });
}
