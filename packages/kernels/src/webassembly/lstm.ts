import { beginCall, type SequenceKernel } from './sequence-call.js';

export const lstmSequence: SequenceKernel<'LstmSequence'> = (workspace, inputs, attrs) => {
  const { run, input } = workspace;
  const { operands, to, sizes, scratch } = beginCall(
    workspace,
    'LstmSequence',
    inputs,
    attrs,
    run.lstmReserve,
  );
  run.lstmForward(
    ...operands,
    input(inputs.bias),
    input(inputs.initialHidden),
    input(inputs.initialCell),
    input(inputs.mask),
    to.hidden,
    to.cell,
    to.reserve,
    scratch(run.lstmForwardScratch),
    ...sizes,
    attrs.reverse,
  );
};

export const lstmSequenceGrad: SequenceKernel<'LstmSequenceGrad'> = (workspace, inputs, attrs) => {
  const { run, input } = workspace;
  const { operands, to, sizes, scratch } = beginCall(
    workspace,
    'LstmSequenceGrad',
    inputs,
    attrs,
    run.lstmReserve,
  );
  run.lstmBackward(
    ...operands,
    input(inputs.initialHidden),
    input(inputs.initialCell),
    input(inputs.mask),
    input(inputs.hidden),
    input(inputs.reserve),
    input(inputs.dHidden),
    input(inputs.dCell),
    to.dX,
    to.dInputKernel,
    to.dRecurrentKernel,
    to.dInitialHidden,
    to.dInitialCell,
    to.dBias,
    scratch(run.lstmBackwardScratch),
    ...sizes,
    attrs.reverse,
  );
};
