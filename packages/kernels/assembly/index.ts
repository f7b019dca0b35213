export { activateOne } from './activations';
export { gruBackward, gruBackwardScratch, gruForward, gruForwardScratch, gruReserve } from './gru';
export {
  gruResetBeforeBackward,
  gruResetBeforeBackwardScratch,
  gruResetBeforeForward,
  gruResetBeforeForwardScratch,
} from './gru-reset-before';
export { lstmBackward, lstmBackwardScratch, lstmForward, lstmForwardScratch, lstmReserve } from './lstm';
export { matmul, matmulScratch } from './matmul';
export { adam, momentum, rmsprop, sgd } from './optimizers';
export { rnnBackward, rnnBackwardScratch, rnnForward, rnnForwardScratch } from './rnn';
