import type { Sizes } from '../contract/require-inputs.js';
import type { KernelFunctions } from './module.js';
import { beginCall, type SequenceKernel } from './sequence-call.js';

const reserve = (run: KernelFunctions, { B, T, H }: Sizes) => run.gruReserve(B, T, H);

export const gruSequence: SequenceKernel<'GruSequence'> = (workspace, inputs, attrs) => {
  const { run, input, scratch } = workspace;
  const { B, T, I, H, to } = beginCall(workspace, 'GruSequence', inputs, attrs, reserve);
  const weights = [
    input(inputs.x),
    input(inputs.inputKernel),
    input(inputs.recurrentKernel),
    input(inputs.bias),
  ] as const;
  const states = [input(inputs.initialHidden), input(inputs.mask), to.hidden, to.reserve] as const;
  const sizes = [B, T, I, H, attrs.reverse] as const;
  if (attrs.resetAfter)
    run.gruForward(
      ...weights,
      input(inputs.recurrentBias),
      ...states,
      scratch(run.gruForwardScratch(I, H)),
      ...sizes,
    );
  else
    run.gruResetBeforeForward(
      ...weights,
      ...states,
      scratch(run.gruResetBeforeForwardScratch(I, H)),
      ...sizes,
    );
};

export const gruSequenceGrad: SequenceKernel<'GruSequenceGrad'> = (workspace, inputs, attrs) => {
  const { run, input, scratch } = workspace;
  const { B, T, I, H, to } = beginCall(workspace, 'GruSequenceGrad', inputs, attrs, reserve);
  const tensors = [
    input(inputs.x),
    input(inputs.inputKernel),
    input(inputs.recurrentKernel),
    input(inputs.initialHidden),
    input(inputs.mask),
    input(inputs.hidden),
    input(inputs.reserve),
    input(inputs.dHidden),
    to.dX,
    to.dInputKernel,
    to.dRecurrentKernel,
    to.dInitialHidden,
    to.dBias,
  ] as const;
  const sizes = [B, T, I, H, attrs.reverse] as const;
  if (attrs.resetAfter)
    run.gruBackward(...tensors, to.dRecurrentBias, scratch(run.gruBackwardScratch(I, H)), ...sizes);
  else run.gruResetBeforeBackward(...tensors, scratch(run.gruResetBeforeBackwardScratch(I, H)), ...sizes);
};
