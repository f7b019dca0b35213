export { clipByGlobalNorm } from './clip.js';
export { uniform } from './initializers.js';
export { type LstmParams, type LstmState, lstmCell } from './lstm-cell.js';
export { type RnnParams, type RnnState, rnnCell } from './rnn-cell.js';
export type { Cell, Rng, TensorTree } from './types.js';
export { type UnrollOptions, unroll } from './unroll.js';
export { type NamedArray, readSafetensors, writeSafetensors } from './weights/safetensors.js';
