import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '@unrolled/kernels/contract';
import { activationNames, activations } from '../activations.js';
import { cosAndSin } from '../ops/cos-and-sin.js';
import { linearScan } from '../ops/linear-scan.js';
import { projectSteps } from '../ops/project-steps.js';
import { exp } from '../ops/twice-differentiable.js';
import { requireOneOf, requirePositive } from '../require.js';
import { lastState } from '../steps.js';
import type { Cell, Rng } from '../types.js';
import {
  type BiasInitializer,
  gateBias,
  gateKernel,
  requireScanOptions,
  type ScanOptions,
} from './gate-parameters.js';

// Complex numbers lie in two halves: real parts first, imaginary parts behind them.

export type LruParams = {
  readonly logDecay: tf.Tensor1D; // ν [H]
  readonly logPhase: tf.Tensor1D; // θ [H]
  readonly logScale: tf.Tensor1D; // ln γ [H]
  readonly inputKernel: tf.Tensor2D; // B [I, 2H]
  readonly stateKernel: tf.Tensor2D; // [2H, H], the real part of C above, its imaginary part times −1 below
  readonly feedthroughKernel: tf.Tensor2D; // D [I, H]
  readonly bias?: tf.Tensor1D; // [H]
};
export type LruState = { readonly real: tf.Tensor2D; readonly imaginary: tf.Tensor2D };

export interface LruOptions extends ScanOptions {
  readonly biasInitializer?: BiasInitializer;
  /** φ of the output; tanh unless given. With `identity` the layer is linear, as published. */
  readonly activation?: Activation;
  /** The ring that |λ| is drawn from, 0 ≤ minRadius < maxRadius < 1; 0.9 and 0.999 unless given. */
  readonly minRadius?: number;
  readonly maxRadius?: number;
  /** The angles of λ are drawn from [0, maxPhase], radians; 2π unless given. */
  readonly maxPhase?: number;
}
export interface LruCell extends Cell<LruParams, LruState> {
  readonly kind: 'lru';
  readonly activation: Activation;
  readonly useBias: boolean;
}

/**
 * The linear recurrent unit (Orvieto et al. 2023): a recurrence of complex numbers that is a diagonal matrix, and what is
 * not linear only behind it,
 *
 *     s_t = λ ∘ s_{t−1} + γ ∘ (x_t B)          λ = exp(−e^ν + i e^θ)
 *     y_t = φ(Re(s_t C) + x_t D + b)
 *
 * ν, θ and ln γ [H] are what is trained: |λ| = exp(−e^ν) lies below 1 whatever ν is. γ begins as √(1 − |λ|²), by which a
 * state of white noise keeps its variance however slowly it decays. |λ|² is drawn uniformly between the squares of the two
 * radii, the angle uniformly. B [I, H] and C [H, H] are complex, D [I, H] is real; with `activation: 'identity'` the layer
 * is the published one, in whose networks a multilayer perceptron follows each. 2n² + 3n·d + 4n numbers for d inputs and
 * n units. All steps of a sequence are one scan.
 *
 * @throws RangeError if a size is not a positive integer, the radii or the phase are out of their ranges, or an activation
 *   or an initializer is unknown
 * @throws TypeError if there is another option
 * @example
 * const cell = lruCell({ inputSize: 10, hiddenSize: 64, minRadius: 0.99 });
 * const { outputs } = unroll(cell, cell.init(Math.random), tf.zeros([2, 200, 10]));
 * outputs.shape; // → [2, 200, 64]
 */
export function lruCell(options: LruOptions): LruCell {
  const more = ['activation', 'minRadius', 'maxRadius', 'maxPhase'];
  const filled = requireScanOptions('lruCell', options, more);
  const { inputSize, hiddenSize, useBias, initializer, biasInitializer } = filled;
  const { activation = 'tanh', minRadius = 0.9, maxRadius = 0.999, maxPhase = 2 * Math.PI } = options;
  requireOneOf('lruCell', 'activation', activationNames, activation);
  if (!(minRadius >= 0 && minRadius < maxRadius && maxRadius < 1)) {
    throw new RangeError(
      `lruCell: the radii must be 0 ≤ minRadius < maxRadius < 1, received ${minRadius} and ${maxRadius}`,
    );
  }
  requirePositive('lruCell', 'maxPhase', maxPhase);
  const φ = activations[activation].apply;
  return {
    kind: 'lru',
    inputSize,
    hiddenSize,
    activation,
    useBias,
    init: (rng) =>
      tf.tidy(() => ({
        ...ring(rng, hiddenSize, { minRadius, maxRadius, maxPhase }),
        // Two parts, which share the variance of a real kernel.
        inputKernel: tf.mul(gateKernel(initializer, rng, 2, inputSize, hiddenSize), Math.SQRT1_2),
        stateKernel: tf.concat2d(
          [1, 2].map(() => gateKernel(initializer, rng, 1, hiddenSize, hiddenSize)),
          0,
        ),
        feedthroughKernel: gateKernel(initializer, rng, 1, inputSize, hiddenSize),
        ...(useBias && { bias: gateBias(rng, hiddenSize, biasInitializer) }),
      })),
    initialState: (batchSize) => ({
      real: tf.zeros([batchSize, hiddenSize]),
      imaginary: tf.zeros([batchSize, hiddenSize]),
    }),
    step(params, { real, imaginary }, x) {
      const { stateKernel: C, feedthroughKernel: D, bias = tf.scalar(0) } = params;
      const [a, b] = decay(params);
      const [u, v] = tf.split(tf.matMul(x, scaledInputKernel(params)), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      const next = {
        real: tf.add(tf.sub(tf.mul(a, real), tf.mul(b, imaginary)), u) as tf.Tensor2D,
        imaginary: tf.add(tf.add(tf.mul(a, imaginary), tf.mul(b, real)), v) as tf.Tensor2D,
      };
      const read = tf.matMul(tf.concat2d([next.real, next.imaginary], 1), C);
      return [next, φ(tf.add(tf.add(read, tf.matMul(x, D)), bias)) as tf.Tensor2D];
    },
    sequence(params, x, { initialState, mask, reverse = false }) {
      const [batchSize, time] = x.shape;
      const added = projectSteps(x, scaledInputKernel(params));
      const everyStep = [batchSize, time, 2 * hiddenSize] as const;
      const [states] = linearScan(
        {
          x: added,
          // A sum, whose gradient is one sum as well: that of tf.broadcastTo is a slice for every example and step.
          decay: tf.add(tf.zeros<tf.Rank.R3>([...everyStep]), tf.concat1d(decay(params))) as tf.Tensor3D,
          initialHidden: tf.concat2d([initialState.real, initialState.imaginary], 1),
          ...(mask && { mask }),
        },
        { complex: true, reverse },
      );
      const read = projectSteps(states, params.stateKernel);
      const outputs = φ(tf.add(read, projectSteps(x, params.feedthroughKernel, params.bias))) as tf.Tensor3D;
      const [real, imaginary] = tf.split(lastState(states, reverse), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      return { outputs: mask ? held(outputs, mask, reverse) : outputs, finalState: { real, imaginary } };
    },
  };
}

/** The real and the imaginary part of λ, each [H]. */
function decay({ logDecay: ν, logPhase: θ }: LruParams): [tf.Tensor1D, tf.Tensor1D] {
  const radius = exp(tf.neg(exp(ν)));
  const [cos, sin] = cosAndSin(exp(θ));
  return [tf.mul(radius, cos), tf.mul(radius, sin)];
}

/** γ ∘ B. */
function scaledInputKernel({ inputKernel: B, logScale }: LruParams): tf.Tensor2D {
  const γ = exp(logScale);
  return tf.mul(B, tf.concat1d([γ, γ]));
}

/** An output stays where no step is taken: a scan that then keeps all of it, and else nothing. */
function held(outputs: tf.Tensor3D, mask: tf.Tensor2D, reverse: boolean): tf.Tensor3D {
  const [batchSize, , hiddenSize] = outputs.shape;
  const initialHidden = tf.zeros<tf.Rank.R2>([batchSize, hiddenSize]);
  const nothing = tf.zerosLike(outputs);
  return linearScan({ x: outputs, decay: nothing, initialHidden, mask }, { complex: false, reverse })[0];
}

type Ring = Required<Pick<LruOptions, 'minRadius' | 'maxRadius' | 'maxPhase'>>;

/** ν, θ and ln γ for |λ| in a ring, uniform by area, and angles from 0 on. */
function ring(rng: Rng, units: number, { minRadius, maxRadius, maxPhase }: Ring) {
  const radii = Array.from({ length: units }, () => {
    const inside = minRadius ** 2 + (1 - rng()) * (maxRadius ** 2 - minRadius ** 2); // never 0
    return Math.sqrt(inside);
  });
  return {
    logDecay: tf.tensor1d(radii.map((radius) => Math.log(-Math.log(radius)))),
    logPhase: tf.tensor1d(radii.map(() => Math.log(maxPhase * (1 - rng())))),
    logScale: tf.tensor1d(radii.map((radius) => Math.log(1 - radius ** 2) / 2)),
  };
}
