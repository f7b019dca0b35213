import { type OptimizerName, optimizers, requireParameters } from '../contract/optimizers.js';
import { parameterNames } from '../generated/functions.js';
import type { WorkspaceKernel } from './workspace.js';

const functions = {
  SgdUpdate: 'sgd',
  MomentumUpdate: 'momentum',
  RmspropUpdate: 'rmsprop',
  AdamUpdate: 'adam',
} as const satisfies Record<OptimizerName, string>;

/** A call for each parameter: addresses to read and to write, how many numbers, and by name the rest. */
export function optimizerKernel(kernel: OptimizerName): WorkspaceKernel {
  const name = functions[kernel];
  const shared: readonly string[] = optimizers[kernel].shared;
  const rest = parameterNames[name].slice(parameterNames[name].indexOf('count' as never) + 1);
  return ({ run, input, output }, inputs, attrs) => {
    const parameters = requireParameters(kernel, inputs, attrs as { parameters: number });
    const settings = rest.map((name) => (shared.includes(name) ? input(inputs[name]) : Number(attrs[name])));
    const update = run[name] as (...call: number[]) => void;
    for (const tensors of parameters) {
      const { shape } = tensors[0]!;
      const written = tensors.slice(1).map(() => output(shape)); // no new gradient
      const count = shape.reduce((product, length) => product * length, 1);
      update(...tensors.map(input), ...written, count, ...settings);
    }
  };
}
