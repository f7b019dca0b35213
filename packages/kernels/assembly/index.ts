export { activateOne } from './activations';
export { gruBackward, gruForward, gruReserve } from './gru';
export { gruResetBeforeBackward, gruResetBeforeForward } from './gru-reset-before';
export { lstmBackward, lstmForward, lstmReserve } from './lstm';
export { matmul } from './matmul';
export { adam, momentum, rmsprop, sgd } from './optimizers';
export { rnnBackward, rnnForward } from './rnn';
export { addGroups, share } from './share';
export { sharedBytes } from './weight-gradient';
