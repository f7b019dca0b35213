import type * as tf from '@tensorflow/tfjs-core';
import type { Rng, TensorTree } from '@unrolled/cells';
import type { TensorBatch } from '@unrolled/datasets/tensors';
import type { SequenceKind } from '../spec/task.js';

/** What a model is told while it is taught. */
export interface Teaching {
  /** Of a writer: how likely it is fed the truth, and what draws it. */
  readonly teacherForcing: number;
  readonly rng: Rng;
  /** Draws what is dropped; nothing is without it. */
  readonly dropout?: Rng;
}

/** What a model needs to know of the sequences that it reads and of what it answers. */
export type ModelShape = Pick<
  SequenceKind,
  'inputSize' | 'outputSize' | 'targetKind' | 'scheme' | 'steps' | 'padding'
>;

/** What turns a batch into logits. */
export interface Model<P extends TensorTree = TensorTree> {
  /** Fresh parameters; the caller owns the tensors. */
  init(rng: Rng): P;
  /**
   * Logits [batch, outputSize], or [batch, time, outputSize] where every step answers. Without `teaching` a
   * writer is fed its own output.
   */
  forward(params: P, batch: TensorBatch, teaching?: Teaching): tf.Tensor;
  /** Of a model that reads step by step, and can go on from the state that it is in. */
  readonly stream?: ModelOfStreams<P>;
  /** What the readout says after every step: logits [batch, time, outputSize]. */
  forwardEveryStep?(params: P, inputs: tf.Tensor3D): tf.Tensor3D;
  /** The hidden state after every step, [batch, time, hiddenSize]. */
  states?(params: P, inputs: tf.Tensor3D): tf.Tensor3D;
  /** While it writes, how much each output looks at each step that was read: weights [batch, outputs, inputs]. */
  attention?(params: P, batch: TensorBatch): tf.Tensor3D;
  /** How much each head looks from each position at those up to it: for each layer weights [batch, heads, positions, positions]. */
  heads?(params: P, batch: TensorBatch): tf.Tensor4D[];
  /** ‖∂L/∂s_t‖ at every step t that is read, a tensor [time] for each part of the state; what writes is fed the truth. */
  stateGradientNorms?(params: P, batch: TensorBatch, loss: (logits: tf.Tensor) => tf.Tensor): TensorTree;
}

/** How a model goes on with sequences that it has read a part of. */
export interface ModelOfStreams<P extends TensorTree = TensorTree> {
  /** The state in which it begins; the caller owns the tensors. */
  initialState(batchSize: number): TensorTree;
  /** Logits as of `forward`, from another state, and the state after the last step. */
  forward(
    params: P,
    batch: TensorBatch,
    state: TensorTree,
    teaching?: Teaching,
  ): { readonly logits: tf.Tensor; readonly finalState: TensorTree };
}
