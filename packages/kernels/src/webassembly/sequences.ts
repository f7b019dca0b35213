import { outputsOf, requireInputs, shapeOf } from '../contract/require-inputs.js';
import {
  type Activation,
  type KernelInputs,
  mostReserveBytes,
  type OutputName,
  type SequenceKernelName,
} from '../contract/sequences.js';
import { requireShape } from '../contract/shape-error.js';
import { parameterNames } from '../generated/functions.js';
import { activationCodes } from './activation-codes.js';
import type { WorkspaceKernel } from './workspace.js';

/** The functions of the module, and the one that says how many floats their reserve has. */
const functions = {
  RnnSequence: { run: 'rnnForward', reserve: undefined },
  RnnSequenceGrad: { run: 'rnnBackward', reserve: undefined },
  GruSequence: { run: 'gruForward', reserve: 'gruReserve', resetBefore: 'gruResetBeforeForward' },
  GruSequenceGrad: { run: 'gruBackward', reserve: 'gruReserve', resetBefore: 'gruResetBeforeBackward' },
  LstmSequence: { run: 'lstmForward', reserve: 'lstmReserve' },
  LstmSequenceGrad: { run: 'lstmBackward', reserve: 'lstmReserve' },
  LinearScan: { run: 'linearScanForward', reserve: undefined },
  LinearScanGrad: { run: 'linearScanBackward', reserve: undefined },
  GatedScan: { run: 'gatedScanForward', reserve: undefined },
  GatedScanGrad: { run: 'gatedScanBackward', reserve: undefined },
} as const;

// A function's parameters are called as the contract calls its tensors, and else as here: tsc finds others.
type TensorName<N extends SequenceKernelName> = { [K in N]: keyof KernelInputs<K> | OutputName<K> }[N];
type Parameter =
  | TensorName<SequenceKernelName>
  | ('batch' | 'steps' | 'features' | 'units' | 'activation' | 'reverse' | 'complex' | 'scratch');

export function sequenceKernel(kernel: SequenceKernelName): WorkspaceKernel {
  const { run, reserve, resetBefore = run } = { resetBefore: undefined, ...functions[kernel] };
  return (workspace, inputs, attrs) => {
    const sizes = requireInputs(kernel, inputs, attrs);
    const { B: batch, T: steps, I: features, H: units } = sizes;
    const whole = reserve ? workspace.run[reserve](batch, steps, units) : 0;
    const isKept =
      inputs.reserve?.shape[0] !== 0 && attrs.keepReserve !== false && 4 * whole <= mostReserveBytes;
    const floats = isKept ? whole : 0;
    if (inputs.reserve) requireShape(kernel, 'reserve', [floats], inputs.reserve.shape);
    const activation = activationCodes[attrs.activation as Activation];
    const { reverse, complex = false } = attrs as { reverse: boolean; complex?: boolean };
    const values: { [name in Parameter]?: number | boolean } = {
      batch,
      steps,
      features,
      units,
      activation,
      reverse,
      complex,
    };
    for (const { name, axes } of outputsOf(kernel, inputs, attrs))
      values[name as Parameter] = axes ? workspace.output(shapeOf(axes, sizes)) : workspace.reserve(floats);
    if (!isKept) values.reserve = 0;
    const name = attrs.resetAfter ? run : resetBefore;
    const parameters: readonly Parameter[] = parameterNames[name];
    const call = parameters.map((parameter) => values[parameter] ?? workspace.input(inputs[parameter]));
    const compute = workspace.run[name] as (...call: (number | boolean)[]) => number;
    // With scratch memory at address 0, where an absent tensor is, it says how much it needs.
    const scratch = parameters.indexOf('scratch');
    if (scratch >= 0) call[scratch] = workspace.scratch(compute(...call));
    compute(...call);
  };
}
