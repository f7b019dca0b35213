import { type OptimizerName, optimizers, requireParameters } from '../contract/optimizers.js';
import { sizeOf } from '../contract/size-of.js';
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
    const calls = parameters.map((tensors) => ({
      count: sizeOf(tensors[0]!.shape),
      read: tensors.map(input),
      written: tensors.slice(1).map(({ shape }) => output(shape)), // no new gradient
    }));
    const { clipNorm = 0 } = attrs as { clipNorm?: number };
    const norm = clipNorm ? output([]) : 0;
    let squares = 0;
    if (norm) for (const { read, count } of calls) squares = run.addSquares(read[1]!, norm, count, squares);
    const numbers: Readonly<Record<string, unknown>> = { ...attrs, norm, clipNorm };
    const settings = rest.map((name) =>
      shared.includes(name) ? input(inputs[name]) : Number(numbers[name]),
    );
    const update = run[name] as (...call: number[]) => void;
    for (const { read, written, count } of calls) update(...read, ...written, count, ...settings);
  };
}
