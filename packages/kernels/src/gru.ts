import type { TensorInfo } from '@tensorflow/tfjs';
import { expectShape, type SequenceSizes, sequenceSizes } from './expect-shape.js';
import type {
  GruSequenceAttrs,
  GruSequenceGradAttrs,
  GruSequenceGradInputs,
  GruSequenceInputs,
} from './sequence-kernels.js';
import type { Workspace } from './workspace.js';

/** `GruSequence` on any workspace. */
export function gruSequence(workspace: Workspace, inputs: GruSequenceInputs, attrs: GruSequenceAttrs): void {
  const { run, input, output, scratch } = workspace;
  const { batch, steps, inputSize, hiddenSize } = checkInputs('GruSequence', inputs, attrs);
  const addresses = (...tensors: (TensorInfo | undefined)[]) => tensors.map(input);
  const tail = [
    ...addresses(inputs.initialHidden, inputs.mask),
    output([batch, steps, hiddenSize]),
    workspace.reserve(run.gruReserve(batch, steps, hiddenSize)),
  ];
  const sizes = [batch, steps, inputSize, hiddenSize, Number(attrs.reverse)];
  const weights = addresses(inputs.x, inputs.inputKernel, inputs.recurrentKernel, inputs.bias);
  if (attrs.resetAfter) {
    const memory = scratch(run.gruForwardScratch(inputSize, hiddenSize));
    run.gruForward(...weights, input(inputs.recurrentBias), ...tail, memory, ...sizes);
  } else {
    const memory = scratch(run.gruResetBeforeForwardScratch(inputSize, hiddenSize));
    run.gruResetBeforeForward(...weights, ...tail, memory, ...sizes);
  }
}

/** `GruSequenceGrad` on any workspace. */
export function gruSequenceGrad(
  workspace: Workspace,
  inputs: GruSequenceGradInputs,
  attrs: GruSequenceGradAttrs,
): void {
  const { run, input, output, scratch } = workspace;
  const { batch, steps, inputSize, hiddenSize } = checkInputs('GruSequenceGrad', inputs, attrs);
  for (const name of ['hidden', 'dHidden'] as const)
    expectShape('GruSequenceGrad', name, inputs[name], [batch, steps, hiddenSize]);
  expectShape('GruSequenceGrad', 'reserve', inputs.reserve, [run.gruReserve(batch, steps, hiddenSize)]);
  const { x, inputKernel, recurrentKernel, initialHidden, mask, hidden, reserve, dHidden } = inputs;
  const head = [
    ...[x, inputKernel, recurrentKernel, initialHidden, mask, hidden, reserve, dHidden].map(input),
    attrs.inputGradient ? output([batch, steps, inputSize]) : 0,
    output([inputSize, 3 * hiddenSize]),
    output([hiddenSize, 3 * hiddenSize]),
    output([batch, hiddenSize]),
    inputs.bias ? output([3 * hiddenSize]) : 0,
  ];
  const sizes = [batch, steps, inputSize, hiddenSize, Number(attrs.reverse)];
  if (attrs.resetAfter) {
    const dRecurrentBias = inputs.recurrentBias ? output([3 * hiddenSize]) : 0;
    const memory = scratch(run.gruBackwardScratch(inputSize, hiddenSize));
    run.gruBackward(...head, dRecurrentBias, memory, ...sizes);
  } else {
    const memory = scratch(run.gruResetBeforeBackwardScratch(inputSize, hiddenSize));
    run.gruResetBeforeBackward(...head, memory, ...sizes);
  }
}

function checkInputs(
  kernel: string,
  inputs: GruSequenceInputs,
  { resetAfter }: GruSequenceAttrs,
): SequenceSizes {
  if (inputs.recurrentBias && !resetAfter)
    throw new TypeError(`${kernel}: recurrentBias belongs to resetAfter, received it with resetAfter false`);
  const sizes = sequenceSizes(kernel, inputs.x, inputs.initialHidden);
  const { batch, steps, inputSize, hiddenSize } = sizes;
  expectShape(kernel, 'x', inputs.x, [batch, steps, inputSize]);
  expectShape(kernel, 'inputKernel', inputs.inputKernel, [inputSize, 3 * hiddenSize]);
  expectShape(kernel, 'recurrentKernel', inputs.recurrentKernel, [hiddenSize, 3 * hiddenSize]);
  expectShape(kernel, 'bias', inputs.bias, [3 * hiddenSize]);
  expectShape(kernel, 'recurrentBias', inputs.recurrentBias, [3 * hiddenSize]);
  expectShape(kernel, 'initialHidden', inputs.initialHidden, [batch, hiddenSize]);
  expectShape(kernel, 'mask', inputs.mask, [batch, steps]);
  return sizes;
}
