import type { Sizes } from '../contract/require-inputs.js';
import type { KernelFunctions } from './module.js';
import { beginCall, type SequenceKernel } from './sequence-call.js';

const reserve = (run: KernelFunctions, { B, T, H }: Sizes) => run.lstmReserve(B, T, H);

export const lstmSequence: SequenceKernel<'LstmSequence'> = (workspace, inputs, attrs) => {
  const { run, input } = workspace;
  const { B, T, I, H, to } = beginCall(workspace, 'LstmSequence', inputs, attrs, reserve);
  run.lstmForward(
    input(inputs.x),
    input(inputs.inputKernel),
    input(inputs.recurrentKernel),
    input(inputs.bias),
    input(inputs.initialHidden),
    input(inputs.initialCell),
    input(inputs.mask),
    to.hidden,
    to.cell,
    to.reserve,
    workspace.scratch(run.lstmForwardScratch(I, H)),
    B,
    T,
    I,
    H,
    attrs.reverse,
  );
};

export const lstmSequenceGrad: SequenceKernel<'LstmSequenceGrad'> = (workspace, inputs, attrs) => {
  const { run, input } = workspace;
  const { B, T, I, H, to } = beginCall(workspace, 'LstmSequenceGrad', inputs, attrs, reserve);
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
    to.dX,
    to.dInputKernel,
    to.dRecurrentKernel,
    to.dInitialHidden,
    to.dInitialCell,
    to.dBias,
    workspace.scratch(run.lstmBackwardScratch(I, H)),
    B,
    T,
    I,
    H,
    attrs.reverse,
  );
};
