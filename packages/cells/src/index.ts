// In Node.js, tfjs-core alone has no gradients.
import './generated/tfjs-gradients.js';

export { type KernelOptions, type KernelReport, registerKernels } from '@unrolled/kernels';
export * from './cells/bidirectional.js';
export type { BiasInitializer, CellOptions, GateBiasInitializer } from './cells/gate-parameters.js';
export * from './cells/gru-cell.js';
export * from './cells/layer-normalized.js';
export * from './cells/lru-cell.js';
export * from './cells/lstm-cell.js';
export * from './cells/min-gru-cell.js';
export * from './cells/min-lstm-cell.js';
export * from './cells/residual.js';
export * from './cells/rnn-cell.js';
export * from './cells/skip-rnn-cell.js';
export * from './cells/stack-cells.js';
export * from './cells/variational-dropout.js';
export * from './clip-gradients.js';
export {
  type AdditiveAttentionParams,
  type Attended,
  type AttendingState,
  type Attention,
  type AttentionOptions,
  additiveAttention,
  attend,
  attendingCell,
  attendingReadout,
  type MultiplicativeAttentionParams,
  multiplicativeAttention,
  type Source,
} from './decoding/attention.js';
export * from './decoding/decode.js';
export * from './decoding/encoder-decoder.js';
export * from './fit.js';
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
export * from './losses.js';
export * from './optimizers/adam.js';
export * from './optimizers/adamw.js';
export * from './optimizers/chain.js';
export * from './optimizers/momentum.js';
export type { ClippingOptimizer, Optimizer, OptimizerOptions } from './optimizers/optimizer.js';
export * from './optimizers/rmsprop.js';
export * from './optimizers/sgd.js';
export * from './readout.js';
export * from './schedules.js';
export * from './sequence-model.js';
export { ShapeError } from './shape-error.js';
export * from './state-sensitivity.js';
export { leavesOf, mapTree } from './tensor-tree.js';
export type { TransformerBlockParams } from './transformer/block.js';
export * from './transformer/transformer.js';
export type * from './types.js';
export * from './unroll.js';
export * from './value-and-gradients.js';
export * from './weights/keras.js';
export type { NamedArray, NamedArrays } from './weights/named-array.js';
export * from './weights/onnx.js';
export * from './weights/pytorch.js';
export * from './weights/safetensors.js';
