import { activationCodes } from './activation-codes.js';
import { beginCall, type SequenceKernel } from './sequence-call.js';

export const rnnSequence: SequenceKernel<'RnnSequence'> = (workspace, inputs, attrs) => {
  const { run, input } = workspace;
  const { B, T, I, H, to } = beginCall(workspace, 'RnnSequence', inputs, attrs);
  run.rnnForward(
    input(inputs.x),
    input(inputs.inputKernel),
    input(inputs.recurrentKernel),
    input(inputs.bias),
    input(inputs.initialHidden),
    input(inputs.mask),
    to.hidden,
    workspace.scratch(run.rnnForwardScratch(I, H)),
    B,
    T,
    I,
    H,
    activationCodes[attrs.activation],
    attrs.reverse,
  );
};

export const rnnSequenceGrad: SequenceKernel<'RnnSequenceGrad'> = (workspace, inputs, attrs) => {
  const { run, input } = workspace;
  const { B, T, I, H, to } = beginCall(workspace, 'RnnSequenceGrad', inputs, attrs);
  run.rnnBackward(
    input(inputs.x),
    input(inputs.inputKernel),
    input(inputs.recurrentKernel),
    input(inputs.initialHidden),
    input(inputs.mask),
    input(inputs.hidden),
    input(inputs.dHidden),
    to.dX,
    to.dInputKernel,
    to.dRecurrentKernel,
    to.dInitialHidden,
    to.dBias,
    workspace.scratch(run.rnnBackwardScratch(I, H)),
    B,
    T,
    I,
    H,
    activationCodes[attrs.activation],
    attrs.reverse,
  );
};
