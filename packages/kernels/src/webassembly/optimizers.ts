import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import { type OptimizerAttrs, type OptimizerName, requireParameters } from '../contract/optimizers.js';
import type { Workspace } from './workspace.js';

type OptimizerKernel<N extends OptimizerName> = (
  workspace: Workspace,
  inputs: NamedTensorInfoMap,
  attrs: OptimizerAttrs[N],
) => void;

/** The addresses of one parameter's tensors, what is read and then what is written, and how many numbers each has. */
function addresses({ input, output }: Workspace, tensors: readonly TensorInfo[]): number[] {
  const { shape } = tensors[0]!;
  const written = tensors.slice(1).map(() => output(shape)); // no new gradient
  const count = shape.reduce((product, length) => product * length, 1);
  return [...tensors.map(input), ...written, count];
}

export const sgdUpdate: OptimizerKernel<'SgdUpdate'> = (workspace, inputs, attrs) => {
  for (const tensors of requireParameters('SgdUpdate', inputs, attrs)) {
    const at = addresses(workspace, tensors) as Addresses<4>;
    workspace.run.sgd(...at, -attrs.learningRate);
  }
};

export const momentumUpdate: OptimizerKernel<'MomentumUpdate'> = (workspace, inputs, attrs) => {
  const parameters = requireParameters('MomentumUpdate', inputs, attrs);
  const factor = workspace.input(inputs.factor);
  for (const tensors of parameters) {
    const at = addresses(workspace, tensors) as Addresses<6>;
    workspace.run.momentum(...at, factor, -attrs.learningRate, attrs.nesterov);
  }
};

export const rmspropUpdate: OptimizerKernel<'RmspropUpdate'> = (workspace, inputs, attrs) => {
  const { learningRate, decay, momentum, epsilon } = attrs;
  for (const tensors of requireParameters('RmspropUpdate', inputs, attrs)) {
    const at = addresses(workspace, tensors) as Addresses<8>;
    workspace.run.rmsprop(...at, learningRate, decay, 1 - decay, momentum, epsilon);
  }
};

export const adamUpdate: OptimizerKernel<'AdamUpdate'> = (workspace, inputs, attrs) => {
  const { learningRate, beta1, beta2, epsilon } = attrs;
  const parameters = requireParameters('AdamUpdate', inputs, attrs);
  const powers = [workspace.input(inputs.power1), workspace.input(inputs.power2)] as const;
  for (const tensors of parameters) {
    const at = addresses(workspace, tensors) as Addresses<8>;
    workspace.run.adam(...at, ...powers, -learningRate, beta1, 1 - beta1, beta2, 1 - beta2, epsilon);
  }
};

type Addresses<Length extends number, List extends number[] = []> = List['length'] extends Length
  ? List
  : Addresses<Length, [...List, number]>;
