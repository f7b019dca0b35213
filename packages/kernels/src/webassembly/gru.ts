import { beginCall, type SequenceKernel } from './sequence-call.js';

export const gruSequence: SequenceKernel<'GruSequence'> = (workspace, inputs, attrs) => {
  const { run, input } = workspace;
  const call = beginCall(workspace, 'GruSequence', inputs, attrs, run.gruReserve);
  const { operands, to, scratch } = call;
  const weights = [...operands, input(inputs.bias)] as const;
  const states = [input(inputs.initialHidden), input(inputs.mask), to.hidden, to.reserve] as const;
  const sizes = [...call.sizes, attrs.reverse] as const;
  if (attrs.resetAfter) {
    const recurrentBias = input(inputs.recurrentBias);
    run.gruForward(...weights, recurrentBias, ...states, scratch(run.gruForwardScratch), ...sizes);
  } else {
    run.gruResetBeforeForward(...weights, ...states, scratch(run.gruResetBeforeForwardScratch), ...sizes);
  }
};

export const gruSequenceGrad: SequenceKernel<'GruSequenceGrad'> = (workspace, inputs, attrs) => {
  const { run, input } = workspace;
  const call = beginCall(workspace, 'GruSequenceGrad', inputs, attrs, run.gruReserve);
  const { operands, to, scratch } = call;
  const tensors = [
    ...operands,
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
  const sizes = [...call.sizes, attrs.reverse] as const;
  if (attrs.resetAfter)
    run.gruBackward(...tensors, to.dRecurrentBias, scratch(run.gruBackwardScratch), ...sizes);
  else run.gruResetBeforeBackward(...tensors, scratch(run.gruResetBeforeBackwardScratch), ...sizes);
};
