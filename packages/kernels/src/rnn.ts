import { activationCodes } from './activation-codes.js';
import { expectShape, type SequenceSizes, sequenceSizes } from './expect-shape.js';
import type {
  RnnSequenceAttrs,
  RnnSequenceGradAttrs,
  RnnSequenceGradInputs,
  RnnSequenceInputs,
} from './sequence-kernels.js';
import type { Workspace } from './workspace.js';

/** `RnnSequence` on any workspace. */
export function rnnSequence(workspace: Workspace, inputs: RnnSequenceInputs, attrs: RnnSequenceAttrs): void {
  const { run, input, output } = workspace;
  const { batch, steps, inputSize, hiddenSize } = checkInputs('RnnSequence', inputs);
  run.rnnForward(
    input(inputs.x),
    input(inputs.inputKernel),
    input(inputs.recurrentKernel),
    input(inputs.bias),
    input(inputs.initialHidden),
    input(inputs.mask),
    output([batch, steps, hiddenSize]),
    workspace.scratch(run.rnnForwardScratch(inputSize, hiddenSize)),
    batch,
    steps,
    inputSize,
    hiddenSize,
    activationCodes[attrs.activation],
    Number(attrs.reverse),
  );
}

/** `RnnSequenceGrad` on any workspace. */
export function rnnSequenceGrad(
  workspace: Workspace,
  inputs: RnnSequenceGradInputs,
  attrs: RnnSequenceGradAttrs,
): void {
  const { run, input, output } = workspace;
  const { batch, steps, inputSize, hiddenSize } = checkInputs('RnnSequenceGrad', inputs);
  for (const name of ['hidden', 'dHidden'] as const)
    expectShape('RnnSequenceGrad', name, inputs[name], [batch, steps, hiddenSize]);
  run.rnnBackward(
    input(inputs.x),
    input(inputs.inputKernel),
    input(inputs.recurrentKernel),
    input(inputs.initialHidden),
    input(inputs.mask),
    input(inputs.hidden),
    input(inputs.dHidden),
    attrs.inputGradient ? output([batch, steps, inputSize]) : 0,
    output([inputSize, hiddenSize]),
    output([hiddenSize, hiddenSize]),
    output([batch, hiddenSize]),
    inputs.bias ? output([hiddenSize]) : 0,
    workspace.scratch(run.rnnBackwardScratch(inputSize, hiddenSize)),
    batch,
    steps,
    inputSize,
    hiddenSize,
    activationCodes[attrs.activation],
    Number(attrs.reverse),
  );
}

function checkInputs(kernel: string, inputs: RnnSequenceInputs): SequenceSizes {
  const sizes = sequenceSizes(kernel, inputs.x, inputs.initialHidden);
  const { batch, steps, inputSize, hiddenSize } = sizes;
  expectShape(kernel, 'x', inputs.x, [batch, steps, inputSize]);
  expectShape(kernel, 'inputKernel', inputs.inputKernel, [inputSize, hiddenSize]);
  expectShape(kernel, 'recurrentKernel', inputs.recurrentKernel, [hiddenSize, hiddenSize]);
  expectShape(kernel, 'bias', inputs.bias, [hiddenSize]);
  expectShape(kernel, 'initialHidden', inputs.initialHidden, [batch, hiddenSize]);
  expectShape(kernel, 'mask', inputs.mask, [batch, steps]);
  return sizes;
}
