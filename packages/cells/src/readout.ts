import * as tf from '@tensorflow/tfjs-core';
import { type Initializer, initialize, requireInitializer } from './initializers.js';
import { linear } from './ops/linear.js';
import { requireKnown, requirePositiveInteger, requireTensor } from './require.js';
import { requireShape } from './shape-error.js';
import { lastState } from './steps.js';
import type { Rng } from './types.js';

export type ReadoutParams = {
  readonly kernel: tf.Tensor2D; // [H, O]
  readonly bias?: tf.Tensor1D; // [O]
};

export interface Readout {
  readonly kind: 'linear';
  readonly hiddenSize: number;
  readonly outputSize: number;
  readonly useBias: boolean;
  init(rng: Rng): ReadoutParams;
  /** [batch, hiddenSize] → [batch, outputSize], or every step of [batch, time, hiddenSize]. */
  apply<T extends tf.Tensor2D | tf.Tensor3D>(params: ReadoutParams, hidden: T): T;
}

export interface ReadoutOptions {
  readonly hiddenSize: number;
  readonly outputSize: number;
  readonly useBias?: boolean;
  readonly initializer?: Initializer;
}

/**
 * The linear map from hidden states to outputs, p_t = h_t V + b, for the last step (`lastStep`), for every
 * step, or for a decoder. V [H, O] is Glorot unless another initializer is named, b [O] zero.
 *
 * @throws RangeError if a size is not a positive integer or the initializer is unknown
 * @throws ShapeError from apply, if the hidden states do not fit
 * @example
 * const head = readout({ hiddenSize: 64, outputSize: 10 });
 * const params = head.init(Math.random);
 * const outputs = tf.zeros<tf.Rank.R3>([2, 20, 64]);
 * head.apply(params, lastStep(outputs)).shape; // → [2, 10]
 * head.apply(params, outputs).shape; // → [2, 20, 10]
 */
export function readout(options: ReadoutOptions): Readout {
  requireKnown('readout', options, ['hiddenSize', 'outputSize', 'useBias', 'initializer']);
  const { hiddenSize, outputSize, useBias = true, initializer = 'glorot' } = options;
  requirePositiveInteger('readout', 'hiddenSize', hiddenSize);
  requirePositiveInteger('readout', 'outputSize', outputSize);
  requireInitializer('readout', 'initializer', initializer);
  return {
    kind: 'linear',
    hiddenSize,
    outputSize,
    useBias,
    init: (rng) => ({
      kernel: initialize(initializer, rng, [hiddenSize, outputSize], hiddenSize),
      ...(useBias && { bias: tf.zeros<tf.Rank.R1>([outputSize]) }),
    }),
    apply<T extends tf.Tensor2D | tf.Tensor3D>({ kernel, bias }: ReadoutParams, hidden: T) {
      requireTensor('readout', 'hidden', hidden);
      const leading = hidden.shape.slice(0, -1);
      const names = ['batch', 'time'].slice(0, leading.length);
      requireShape('readout', 'hidden', [...names, hiddenSize], hidden.shape);
      return tf.tidy(() => {
        const rows = tf.reshape<tf.Rank.R2>(hidden, [-1, hiddenSize]);
        const shape = [...leading, outputSize] as [number, number];
        return tf.reshape(linear(rows, kernel, bias), shape) as tf.Tensor as T;
      });
    },
  };
}

/**
 * The last step of [batch, time, n]; with a mask it holds every example's own last, since outputs freeze.
 *
 * @example
 * lastStep(tf.tensor3d([[[1], [2], [3]]])); // → [[3]]
 */
export function lastStep(outputs: tf.Tensor3D): tf.Tensor2D {
  requireTensor('lastStep', 'outputs', outputs);
  requireShape('lastStep', 'outputs', ['batch', 'time', 'size'], outputs.shape);
  return tf.tidy(() => lastState(outputs, false));
}
