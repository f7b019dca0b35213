import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import { expectShape } from './expect-shape.js';
import type { Workspace } from './workspace.js';

// One kernel call updates every parameter: inputs are numbered (value0, gradient0, …), outputs are each parameter's
// new value followed by its new state.

export interface OptimizerAttrs {
  readonly parameters: number;
}
export interface SgdAttrs extends OptimizerAttrs {
  readonly learningRate: number;
}
export interface MomentumAttrs extends SgdAttrs {
  readonly nesterov: boolean;
}
export interface RmspropAttrs extends SgdAttrs {
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
}
export interface AdamAttrs extends SgdAttrs {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

type Inputs = NamedTensorInfoMap;

/** Runs `update` for each parameter with its addresses: value, gradient and state, and where the new ones go. */
function forEachParameter(
  kernel: string,
  { input, output }: Workspace,
  inputs: Inputs,
  { parameters }: OptimizerAttrs,
  state: readonly string[],
  update: (read: readonly number[], write: readonly number[], count: number) => void,
): void {
  for (let i = 0; i < parameters; i++) {
    const names = ['value', 'gradient', ...state].map((name) => `${name}${i}`);
    const tensors = names.map((name) => inputs[name] as TensorInfo);
    const { shape } = tensors[0]!;
    for (const [at, tensor] of tensors.entries()) expectShape(kernel, names[at]!, tensor, shape);
    const written = [shape, ...state.map(() => shape)].map(output);
    const count = shape.reduce((product, length) => product * length, 1);
    update(tensors.map(input), written, count);
  }
}

export function sgdUpdate(workspace: Workspace, inputs: Inputs, attrs: SgdAttrs): void {
  forEachParameter('SgdUpdate', workspace, inputs, attrs, [], (read, write, count) => {
    workspace.run.sgd(...read, ...write, count, -attrs.learningRate);
  });
}

export function momentumUpdate(workspace: Workspace, inputs: Inputs, attrs: MomentumAttrs): void {
  const constants = [workspace.input(inputs.factor), -attrs.learningRate, Number(attrs.nesterov)];
  forEachParameter('MomentumUpdate', workspace, inputs, attrs, ['accumulation'], (read, write, count) => {
    workspace.run.momentum(...read, ...write, count, ...constants);
  });
}

export function rmspropUpdate(workspace: Workspace, inputs: Inputs, attrs: RmspropAttrs): void {
  const { learningRate, decay, momentum, epsilon } = attrs;
  forEachParameter(
    'RmspropUpdate',
    workspace,
    inputs,
    attrs,
    ['meanSquare', 'moment'],
    (read, write, count) => {
      workspace.run.rmsprop(...read, ...write, count, learningRate, decay, 1 - decay, momentum, epsilon);
    },
  );
}

export function adamUpdate(workspace: Workspace, inputs: Inputs, attrs: AdamAttrs): void {
  const { learningRate, beta1, beta2, epsilon } = attrs;
  const powers = [workspace.input(inputs.power1), workspace.input(inputs.power2)];
  const constants = [-learningRate, beta1, 1 - beta1, beta2, 1 - beta2, epsilon];
  forEachParameter('AdamUpdate', workspace, inputs, attrs, ['first', 'second'], (read, write, count) => {
    workspace.run.adam(...read, ...write, count, ...powers, ...constants);
  });
}
