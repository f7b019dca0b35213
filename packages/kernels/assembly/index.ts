export { lstmBackward, lstmBackwardScratch, lstmForward, lstmForwardScratch, lstmReserve } from './lstm';
export { rnnBackward, rnnBackwardScratch, rnnForward, rnnForwardScratch } from './rnn';
