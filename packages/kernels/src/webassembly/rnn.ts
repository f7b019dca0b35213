import { activationCodes } from './activation-codes.js';
import { beginCall, type SequenceKernel } from './sequence-call.js';

export const rnnSequence: SequenceKernel<'RnnSequence'> = (workspace, inputs, attrs) => {
  const { run, input } = workspace;
  const { operands, to, sizes, scratch } = beginCall(workspace, 'RnnSequence', inputs, attrs);
  run.rnnForward(
    ...operands,
    input(inputs.bias),
    input(inputs.initialHidden),
    input(inputs.mask),
    to.hidden,
    scratch(run.rnnForwardScratch),
    ...sizes,
    activationCodes[attrs.activation],
    attrs.reverse,
  );
};

export const rnnSequenceGrad: SequenceKernel<'RnnSequenceGrad'> = (workspace, inputs, attrs) => {
  const { run, input } = workspace;
  const { operands, to, sizes, scratch } = beginCall(workspace, 'RnnSequenceGrad', inputs, attrs);
  run.rnnBackward(
    ...operands,
    input(inputs.initialHidden),
    input(inputs.mask),
    input(inputs.hidden),
    input(inputs.dHidden),
    to.dX,
    to.dInputKernel,
    to.dRecurrentKernel,
    to.dInitialHidden,
    to.dBias,
    scratch(run.rnnBackwardScratch),
    ...sizes,
    activationCodes[attrs.activation],
    attrs.reverse,
  );
};
