import { expectShape, type SequenceSizes, sequenceSizes } from './expect-shape.js';
import type {
  LstmSequenceAttrs,
  LstmSequenceGradAttrs,
  LstmSequenceGradInputs,
  LstmSequenceInputs,
} from './sequence-kernels.js';
import type { Workspace } from './workspace.js';

/** `LstmSequence` on any workspace. */
export function lstmSequence(
  workspace: Workspace,
  inputs: LstmSequenceInputs,
  attrs: LstmSequenceAttrs,
): void {
  const { run, input, output } = workspace;
  const { batch, steps, inputSize, hiddenSize } = checkInputs('LstmSequence', inputs);
  run.lstmForward(
    input(inputs.x),
    input(inputs.inputKernel),
    input(inputs.recurrentKernel),
    input(inputs.bias),
    input(inputs.initialHidden),
    input(inputs.initialCell),
    input(inputs.mask),
    output([batch, steps, hiddenSize]),
    output([batch, steps, hiddenSize]),
    workspace.reserve(run.lstmReserve(batch, steps, hiddenSize)),
    workspace.scratch(run.lstmForwardScratch(inputSize, hiddenSize)),
    batch,
    steps,
    inputSize,
    hiddenSize,
    Number(attrs.reverse),
  );
}

/** `LstmSequenceGrad` on any workspace. */
export function lstmSequenceGrad(
  workspace: Workspace,
  inputs: LstmSequenceGradInputs,
  attrs: LstmSequenceGradAttrs,
): void {
  const { run, input, output } = workspace;
  const { batch, steps, inputSize, hiddenSize } = checkInputs('LstmSequenceGrad', inputs);
  for (const name of ['hidden', 'cell', 'dHidden', 'dCell'] as const)
    expectShape('LstmSequenceGrad', name, inputs[name], [batch, steps, hiddenSize]);
  expectShape('LstmSequenceGrad', 'reserve', inputs.reserve, [run.lstmReserve(batch, steps, hiddenSize)]);
  run.lstmBackward(
    input(inputs.x),
    input(inputs.inputKernel),
    input(inputs.recurrentKernel),
    input(inputs.initialHidden),
    input(inputs.initialCell),
    input(inputs.mask),
    input(inputs.hidden),
    input(inputs.reserve),
    input(inputs.dHidden),
    input(inputs.dCell),
    attrs.inputGradient ? output([batch, steps, inputSize]) : 0,
    output([inputSize, 4 * hiddenSize]),
    output([hiddenSize, 4 * hiddenSize]),
    output([batch, hiddenSize]),
    output([batch, hiddenSize]),
    inputs.bias ? output([4 * hiddenSize]) : 0,
    workspace.scratch(run.lstmBackwardScratch(inputSize, hiddenSize)),
    batch,
    steps,
    inputSize,
    hiddenSize,
    Number(attrs.reverse),
  );
}

function checkInputs(kernel: string, inputs: LstmSequenceInputs): SequenceSizes {
  const sizes = sequenceSizes(kernel, inputs.x, inputs.initialHidden);
  const { batch, steps, inputSize, hiddenSize } = sizes;
  expectShape(kernel, 'inputKernel', inputs.inputKernel, [inputSize, 4 * hiddenSize]);
  expectShape(kernel, 'recurrentKernel', inputs.recurrentKernel, [hiddenSize, 4 * hiddenSize]);
  expectShape(kernel, 'bias', inputs.bias, [4 * hiddenSize]);
  expectShape(kernel, 'initialHidden', inputs.initialHidden, [batch, hiddenSize]);
  expectShape(kernel, 'initialCell', inputs.initialCell, [batch, hiddenSize]);
  expectShape(kernel, 'mask', inputs.mask, [batch, steps]);
  expectShape(kernel, 'x', inputs.x, [batch, steps, inputSize]);
  return sizes;
}
