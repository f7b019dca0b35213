export { type Bidirectional, type BothWays, bidirectional } from './cells/bidirectional.js';
export type { BiasInitializer, CellOptions, GateBiasInitializer } from './cells/gate-parameters.js';
export { type GruCell, type GruOptions, type GruParams, type GruState, gruCell } from './cells/gru-cell.js';
export {
  type LstmCell,
  type LstmOptions,
  type LstmParams,
  type LstmState,
  lstmCell,
} from './cells/lstm-cell.js';
export { type RnnCell, type RnnOptions, type RnnParams, type RnnState, rnnCell } from './cells/rnn-cell.js';
export {
  type SkipRnnCell,
  type SkipRnnOptions,
  type SkipRnnParams,
  type SkipRnnState,
  skipRnnCell,
} from './cells/skip-rnn-cell.js';
export { type CellStack, type Layered, type Stack, stackCells } from './cells/stack-cells.js';
export { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from './clip-gradients.js';
export { type Decoded, type DecodeOptions, decode, mostLikely } from './decoding/decode.js';
export {
  type EncoderDecoder,
  type EncoderDecoderParams,
  encoderDecoder,
  type TranslateOptions,
} from './decoding/encoder-decoder.js';
export {
  chronoBias,
  glorot,
  he,
  type Initializer,
  identity,
  normal,
  orthogonal,
  uniform,
} from './initializers.js';
export { type AdamOptions, type AdamState, adam } from './optimizers/adam.js';
export { type AdamwOptions, adamw } from './optimizers/adamw.js';
export { chain, type GradientTransformation } from './optimizers/chain.js';
export { type MomentumOptions, type MomentumState, momentum, nesterov } from './optimizers/momentum.js';
export type { Optimizer, OptimizerOptions } from './optimizers/optimizer.js';
export { type RmspropOptions, type RmspropState, rmsprop } from './optimizers/rmsprop.js';
export { sgd } from './optimizers/sgd.js';
export { lastStep, type Readout, type ReadoutParams, readout } from './readout.js';
export {
  constantSchedule,
  cosineSchedule,
  type DecayOptions,
  exponentialSchedule,
  inverseSigmoidSchedule,
  linearSchedule,
  type Schedule,
} from './schedules.js';
export { ShapeError } from './shape-error.js';
export { stateGradientNorms, stateJacobian } from './state-sensitivity.js';
export { leavesOf, mapTree } from './tensor-tree.js';
export type { Cell, Method, Recurrence, Rng, SequenceOptions, TensorTree, Unrolled } from './types.js';
export { sequenceMask, unroll } from './unroll.js';
export { valueAndGradients } from './value-and-gradients.js';
export { readKerasWeights, writeKerasWeights } from './weights/keras.js';
export type { NamedArray, NamedArrays } from './weights/named-array.js';
export { readPyTorchWeights, writePyTorchWeights } from './weights/pytorch.js';
export { readSafetensors, type Safetensors, writeSafetensors } from './weights/safetensors.js';
