import * as tf from '@tensorflow/tfjs-core';
import type { Readout, ReadoutParams } from '../readout.js';
import { requireKnown, requirePositiveInteger, requireProbability, requireTensor } from '../require.js';
import { requireShape } from '../shape-error.js';
import { stepOf } from '../steps.js';
import { leavesOf } from '../tensor-tree.js';
import type { Cell, Rng, TensorTree } from '../types.js';
import { unroll } from '../unroll.js';

export interface DecodeOptions<S> {
  /** Where the decoder begins: the encoder's final state. */
  readonly initialState: S;
  /** The first input, [batch, inputSize]; zeros unless given. */
  readonly start?: tf.Tensor2D;
  /** How many outputs; as many as there are targets unless given. */
  readonly steps?: number;
  /** The true outputs as the decoder reads them, [batch, steps, inputSize]. Without them it runs free. */
  readonly targets?: tf.Tensor3D;
  /** The probability with which an example's next input is the true output; 1 unless given. */
  readonly teacherForcing?: number;
  /** Chooses between the true and its own output; needed where teacherForcing is neither 0 nor 1. */
  readonly rng?: Rng;
  /** The next input, from the output [batch, outputSize]; the most likely class, one-hot, unless given. */
  readonly feedback?: (output: tf.Tensor2D) => tf.Tensor2D;
}

const optionNames = 'initialState start steps targets teacherForcing rng feedback'.split(' ');

export type Decoded<S extends TensorTree> = {
  readonly outputs: tf.Tensor3D; // [batch, steps, outputSize]
  readonly finalState: S;
};

/**
 * Writes a sequence: from a state and a first input, output after output, each step reading the one before.
 * With teacher forcing (Williams & Zipser 1989) it reads the true one; with a probability between 0 and 1,
 * drawn per example and step, the true one or its own (scheduled sampling, Bengio et al. 2015); without
 * targets always its own. No gradient passes through what is fed back.
 *
 * @throws RangeError if there are neither targets nor steps, or teacherForcing is not a probability
 * @throws TypeError if teacherForcing asks for targets or an rng that are not there
 * @throws ShapeError if targets or the first input do not fit the decoder
 * @example
 * const encoder = lstmCell({ inputSize: 2, hiddenSize: 32 });
 * const decoder = lstmCell({ inputSize: 3, hiddenSize: 32 });
 * const head = readout({ hiddenSize: 32, outputSize: 3 });
 * const rng = createRng(1);
 * const { finalState } = unroll(encoder, encoder.init(rng), tf.zeros([4, 12, 2]));
 * const { outputs } = decode(decoder, head, decoder.init(rng), head.init(rng), {
 *   initialState: finalState,
 *   targets: tf.zeros([4, 8, 3]),
 *   teacherForcing: linearSchedule({ steps: 1000 })(250),
 *   rng,
 * });
 * outputs.shape; // → [4, 8, 3]
 */
export function decode<P extends TensorTree, S extends TensorTree>(
  cell: Cell<P, S>,
  readout: Readout,
  cellParams: P,
  readoutParams: ReadoutParams,
  options: DecodeOptions<S>,
): Decoded<S> {
  requireKnown('decode', options, optionNames);
  const { start } = options;
  if (start) requireTensor('decode', 'start', start);
  return tf.tidy(() => {
    const batchSize = leavesOf(options.initialState)[0]!.shape[0]!;
    if (start) requireShape('decode', 'start', [batchSize, cell.inputSize], start.shape);
    return decodeBy(
      (inputs, initialState) => {
        const { outputs, finalState } = unroll(cell, cellParams, inputs, { initialState });
        return { outputs: readout.apply(readoutParams, outputs), finalState };
      },
      cell.inputSize,
      { ...options, start: start ?? tf.zeros([batchSize, cell.inputSize]) },
    );
  });
}

/** What goes on with a sequence: from a state and inputs [batch, time, inputSize] to an output for each, and the next state. */
export type Continuation<S> = (
  inputs: tf.Tensor3D,
  state: S,
) => { readonly outputs: tf.Tensor3D; readonly finalState: S };

/**
 * {@link decode} by whatever goes on with a sequence, such as a transformer with its cache.
 *
 * @throws as {@link decode} does
 * @example
 * const model = transformer({ inputSize: 3, hiddenSize: 16, layers: 2, heads: 4 });
 * const head = readout({ hiddenSize: 16, outputSize: 3 });
 * const rng = createRng(1);
 * const params = { model: model.init(rng), head: head.init(rng) };
 * const { outputs } = decodeBy(
 *   (inputs, cache) => {
 *     const next = model.apply(params.model, inputs, { cache });
 *     return { outputs: head.apply(params.head, next.outputs), finalState: next.cache };
 *   },
 *   3,
 *   { initialState: model.apply(params.model, tf.zeros([1, 5, 3])).cache, start: tf.zeros([1, 3]), steps: 8 },
 * );
 * outputs.shape; // → [1, 8, 3]
 */
export function decodeBy<S>(
  goOn: Continuation<S>,
  inputSize: number,
  options: DecodeOptions<S> & { readonly start: tf.Tensor2D },
): { readonly outputs: tf.Tensor3D; readonly finalState: S } {
  requireKnown('decode', options, optionNames);
  const { initialState, start, targets, rng, feedback = mostLikely } = options;
  const teacherForcing = options.teacherForcing ?? (targets ? 1 : 0);
  requireProbability('decode', 'teacherForcing', teacherForcing);
  const steps = options.steps ?? targets?.shape[1];
  if (steps === undefined) throw new RangeError('decode: steps must be given where there are no targets');
  requirePositiveInteger('decode', 'steps', steps);
  if (teacherForcing > 0 && !targets) throw new TypeError('decode: teacherForcing needs targets');
  if (teacherForcing > 0 && teacherForcing < 1 && !rng) {
    throw new TypeError('decode: an rng must choose where teacherForcing is neither 0 nor 1');
  }

  if (targets) requireTensor('decode', 'targets', targets);
  requireTensor('decode', 'start', start);
  const [batchSize] = start.shape;
  requireShape('decode', 'start', ['batch', inputSize], start.shape);
  if (targets) requireShape('decode', 'targets', [batchSize, steps, inputSize], targets.shape);

  return tf.tidy(() => {
    const inputs = () => {
      if (targets && teacherForcing === 1) return delayed(targets, start);
      const fed = [start];
      let state = initialState;
      for (let t = 0; t < steps - 1; t++) {
        const { outputs, finalState } = goOn(tf.expandDims(fed[t]!, 1) as tf.Tensor3D, state);
        state = finalState;
        const own = feedback(stepOf(outputs, 0));
        fed.push(
          targets && rng && teacherForcing > 0 ? eitherOf(stepOf(targets, t), own, teacherForcing, rng) : own,
        );
      }
      return tf.stack(fed, 1) as tf.Tensor3D;
    };
    // No gradient passes through what is fed back, so it can be computed first, and all steps differentiated
    // as one.
    return goOn(withoutGradient(inputs), initialState) as {
      outputs: tf.Tensor3D;
      finalState: S & tf.TensorContainer;
    };
  });
}

/**
 * The class of the largest output, one-hot.
 *
 * @example
 * mostLikely(tf.tensor2d([[0.1, 2, 1]])); // → [[0, 1, 0]]
 */
export function mostLikely(output: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.cast(tf.oneHot(tf.argMax(output, 1), output.shape[1]), 'float32') as tf.Tensor2D);
}

/** What the decoder reads with teacher forcing: the start, then every target but the last. */
function delayed(targets: tf.Tensor3D, start: tf.Tensor2D): tf.Tensor3D {
  const [batchSize, steps, size] = targets.shape;
  const first = tf.reshape<tf.Rank.R3>(start, [batchSize, 1, size]);
  return tf.concat3d([first, tf.slice(targets, [0, 0, 0], [batchSize, steps - 1, size])], 1);
}

/** Per example the first with the given probability, else the second. */
function eitherOf(truth: tf.Tensor2D, own: tf.Tensor2D, probability: number, rng: Rng): tf.Tensor2D {
  const choice = Float32Array.from({ length: own.shape[0] }, () => (rng() < probability ? 1 : 0));
  const on = tf.tensor2d(choice, [own.shape[0], 1]);
  return tf.add(tf.mul(on, truth), tf.mul(tf.sub(1, on), own));
}

/** What `compute` returns, as a constant: the tape does not record how it was computed. */
function withoutGradient(compute: () => tf.Tensor3D): tf.Tensor3D {
  const constant = tf.customGrad((anchor) => ({
    value: compute(),
    gradFunc: () => tf.zerosLike(anchor as tf.Tensor),
  }));
  return constant(tf.scalar(0)) as tf.Tensor3D;
}
