import type * as tf from '@tensorflow/tfjs';
import type { Rng, TensorTree } from '@unrolled/cells';
import type { TensorBatch } from '@unrolled/datasets/tfjs';
import { feedForwardModel } from './feed-forward-model.js';
import { readerWriterModel } from './reader-writer-model.js';
import { recurrentModel } from './recurrent-model.js';
import type { SequenceKind } from './task.js';

export const modelNames = ['rnn', 'gru', 'lstm', 'feedforward'] as const;
/** A recurrent cell, or the network without recurrence that it is compared with. */
export type ModelName = (typeof modelNames)[number];

/**
 * How weights begin. `orthogonal`: recurrent kernels orthogonal, the others Glorot, biases zero. `uniform`:
 * everything uniform in ±1/√H, as PyTorch does. `identity`: the identity for recurrent kernels, input kernels
 * 0.3 times Glorot's (after Le, Jaitly & Hinton 2015).
 */
export const initializationNames = ['orthogonal', 'uniform', 'identity'] as const;
export type Initialization = (typeof initializationNames)[number];

export const activationNames = ['tanh', 'relu'] as const;

/**
 * What the writing half of a reader–writer is fed: nothing, the true previous output (Williams & Zipser
 * 1989), or ever more often its own (scheduled sampling, Bengio et al. 2015).
 */
export const feedbackNames = ['none', 'teacher-forcing', 'scheduled-sampling'] as const;
export type Feedback = (typeof feedbackNames)[number];

export interface ModelSettings {
  readonly hiddenSize: number;
  /** Recurrent layers, one above the other. */
  readonly layers: number;
  /** Of the plain RNN's units. */
  readonly activation: (typeof activationNames)[number];
  readonly initialization: Initialization;
  /** Added to the bias of an LSTM's forget gate at the start. */
  readonly forgetBias: number;
  /**
   * The longest dependency, in steps, for which the biases of the gates that keep the state are drawn (chrono
   * initialization, Tallec & Ollivier 2018), instead of the forget bias; 0 for none.
   */
  readonly chrono: number;
  /** For the scheme encoder–decoder. */
  readonly feedback: Feedback;
}

/** While training a writer: how likely it is fed the truth, and what draws it. */
export interface Teaching {
  readonly teacherForcing: number;
  readonly rng: Rng;
}

/** What turns a batch into logits. */
export interface Model<P extends TensorTree = TensorTree> {
  /** Fresh parameters; the caller owns the tensors. */
  init(rng: Rng): P;
  /**
   * Logits [batch, outputSize], or [batch, time, outputSize] where every step answers. Without `teaching` a
   * writer is fed its own output.
   */
  forward(params: P, batch: TensorBatch, teaching?: Teaching): tf.Tensor;
  /** What the readout says after every step: logits [batch, time, outputSize] for inputs [batch, time, inputSize]. */
  forwardEveryStep?(params: P, inputs: tf.Tensor3D): tf.Tensor3D;
  /** The hidden state after every step, [batch, time, hiddenSize]. */
  states?(params: P, inputs: tf.Tensor3D): tf.Tensor3D;
  /** ‖∂L/∂s_t‖ at every step t, a tensor [time] for each part of the state. */
  stateGradientNorms?(params: P, batch: TensorBatch, loss: (logits: tf.Tensor) => tf.Tensor): TensorTree;
}

/**
 * The model that learns a dataset.
 *
 * @throws RangeError if hiddenSize is not a positive integer
 */
export function createModel(
  dataset: Pick<SequenceKind, 'inputSize' | 'outputSize' | 'scheme' | 'steps' | 'padding'>,
  name: ModelName,
  settings: ModelSettings,
): Model {
  if (name === 'feedforward') {
    if (dataset.steps === undefined) throw new TypeError('feedforward: the sequences must have one length');
    return feedForwardModel({ ...dataset, steps: dataset.steps }, settings) as unknown as Model;
  }
  const model = dataset.scheme === 'encoder-decoder' ? readerWriterModel : recurrentModel;
  return model(dataset, name, settings) as unknown as Model;
}
