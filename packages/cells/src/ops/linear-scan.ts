import * as tf from '@tensorflow/tfjs-core';
import { type Composition, sequenceOp } from './sequence-op.js';
import { previousStates, swapBatchAndTime } from './time-major.js';

// Derived in docs/derivations/parallel-scans.md.

/** Of tfjs's operations. */
export const composedScan: Composition<'LinearScan'> = {
  forward(inputs, { complex, reverse }) {
    const numbers = complex ? complexNumbers : realNumbers;
    const { decay, x } = takenSteps(inputs, inputs.mask, numbers);
    const initial = inputs.initialHidden as tf.Tensor2D;
    return { hidden: () => inBatches(scanFrom(numbers, initial, decay, x, reverse)) };
  },

  gradient(inputs, { complex, reverse }) {
    const numbers = complex ? complexNumbers : realNumbers;
    const { initialHidden, hidden, dHidden, mask } = inputs;
    const { decay } = takenSteps(inputs, mask, numbers);
    const a = numbers.conjugate(decay);
    // δ_t = dh_t + conj(a_{t+1}) ∘ δ_{t+1}: a scan the other way, with the decay of the step after.
    const zero = tf.zerosLike(initialHidden as tf.Tensor2D);
    const δ = scanFrom(numbers, zero, previousStates(a, zero, !reverse), swapBatchAndTime(dHidden), !reverse);
    const previous = previousStates(swapBatchAndTime(hidden), initialHidden, reverse);
    const first = <T extends tf.Tensor3D>(steps: T) =>
      tf.squeeze(tf.slice(steps, [reverse ? steps.shape[0] - 1 : 0, 0, 0], [1, -1, -1]), [0]) as tf.Tensor2D;
    const ofTaken = (gradient: tf.Tensor3D) =>
      mask ? tf.where(isTaken(mask), gradient, tf.zerosLike(gradient)) : gradient;
    return {
      dX: () => inBatches(ofTaken(δ)),
      dDecay: () => inBatches(ofTaken(numbers.multiply(numbers.conjugate(previous), δ))),
      dInitialHidden: () => numbers.multiply(first(a), first(δ)),
    };
  },
};

/**
 * h_t = a_t ∘ h_{t−1} + x_t for every step: [B, T, H], with a the decay and, with `complex`, real parts in the first half of
 * H and imaginary ones in the second.
 *
 * Complex numbers are a variant of the op and not two real scans. A constant rotation can be taken out of the recurrence
 * (h_t = e^{iθt} g_t leaves a real scan of g), but then angles θt of thousands of radians go through float32, which is off
 * by 1e-3 there; and decays that differ by step could not be said at all. The product of two complex numbers is as short
 * as that, and exact to its roundings.
 */
export const linearScan = sequenceOp('linearScan', 'LinearScan', composedScan);

/** What is multiplied: numbers, or complex ones in two halves of the last axis. */
interface Numbers {
  multiply<T extends tf.Tensor>(a: T, b: T): T;
  conjugate<T extends tf.Tensor>(a: T): T;
  /** 1 in the shape of `a`. */
  one<T extends tf.Tensor>(a: T): T;
}

const realNumbers: Numbers = { multiply: tf.mul, conjugate: (a) => a, one: tf.onesLike };

const complexNumbers: Numbers = {
  multiply<T extends tf.Tensor>(a: T, b: T): T {
    const [ar, ai] = halves(a);
    const [br, bi] = halves(b);
    const real = tf.sub(tf.mul(ar, br), tf.mul(ai, bi));
    return tf.concat([real, tf.add(tf.mul(ar, bi), tf.mul(ai, br))], -1) as T;
  },
  conjugate<T extends tf.Tensor>(a: T): T {
    const [real, imaginary] = halves(a);
    return tf.concat([real, tf.neg(imaginary)], -1) as T;
  },
  one<T extends tf.Tensor>(a: T): T {
    const [real] = halves(a);
    return tf.concat([tf.onesLike(real), tf.zerosLike(real)], -1) as T;
  },
};

const halves = (numbers: tf.Tensor) => tf.split(numbers, 2, -1) as [tf.Tensor, tf.Tensor];

/** [batch, time] → [time, batch, 1], true where a step is taken. */
function isTaken(mask: tf.Tensor): tf.Tensor3D {
  return tf.expandDims(tf.notEqual(tf.transpose(mask), 0), 2) as tf.Tensor3D;
}

/** Both sides, time-major; a step that is not taken decays by 1 and adds nothing. */
function takenSteps(
  { decay, x }: { readonly decay: tf.Tensor; readonly x: tf.Tensor },
  mask: tf.Tensor | undefined,
  numbers: Numbers,
): { readonly decay: tf.Tensor3D; readonly x: tf.Tensor3D } {
  const [a, b] = [swapBatchAndTime(decay), swapBatchAndTime(x)];
  if (!mask) return { decay: a, x: b };
  const taken = isTaken(mask);
  return { decay: tf.where(taken, a, numbers.one(a)), x: tf.where(taken, b, tf.zerosLike(b)) };
}

const inBatches = (steps: tf.Tensor3D) => swapBatchAndTime(steps);

/** Every state from an initial one on, [time, batch, n]. */
function scanFrom(
  numbers: Numbers,
  initial: tf.Tensor2D,
  decay: tf.Tensor3D,
  x: tf.Tensor3D,
  reverse: boolean,
): tf.Tensor3D {
  const inOrder = (steps: tf.Tensor3D) => (reverse ? tf.reverse(steps, 0) : steps);
  // The initial state is what a step before the first would have added.
  const first = tf.expandDims(initial, 0) as tf.Tensor3D;
  const a = tf.concat([tf.zerosLike(first), inOrder(decay)]) as tf.Tensor3D;
  const b = tf.concat([first, inOrder(x)]) as tf.Tensor3D;
  return inOrder(tf.slice(scan(numbers, a, b), [1, 0, 0]) as tf.Tensor3D);
}

/**
 * h_t = a_t ∘ h_{t−1} + b_t from zero, for all t in 2 log₂ T rounds of products over ever fewer steps, some 2 T in all
 * (Blelloch 1990): two steps after each other are one with decay a₂a₁ that adds a₂b₁ + b₂. So the states after every second
 * step are a scan half as long, and those between follow from them. Nothing is divided: decays near 0 only vanish.
 */
function scan(numbers: Numbers, a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor3D {
  const [time, batchSize, size] = b.shape;
  if (time === 1) return b;
  const pairs = Math.floor(time / 2);
  const ofPairs = (steps: tf.Tensor3D) => {
    const whole = time % 2 === 0 ? steps : tf.slice(steps, [0, 0, 0], [2 * pairs, batchSize, size]);
    return tf.unstack(tf.reshape(whole, [pairs, 2, batchSize, size]), 1) as [tf.Tensor3D, tf.Tensor3D];
  };
  const then = (decay: tf.Tensor3D, h: tf.Tensor3D, add: tf.Tensor3D) =>
    tf.add(numbers.multiply(decay, h), add) as tf.Tensor3D;
  const [a1, a2] = ofPairs(a);
  const [b1, b2] = ofPairs(b);
  const second = scan(numbers, numbers.multiply(a2, a1), then(a2, b1, b2));
  const first = then(a1, previousStates(second, tf.zeros([batchSize, size]), false), b1);
  const states = tf.reshape<tf.Rank.R3>(tf.stack([first, second], 1), [2 * pairs, batchSize, size]);
  if (time % 2 === 0) return states;
  const step = (steps: tf.Tensor3D, t: number): tf.Tensor3D =>
    tf.slice(steps, [t, 0, 0], [1, batchSize, size]);
  const last = then(step(a, time - 1), step(states, time - 2), step(b, time - 1));
  return tf.concat([states, last]) as tf.Tensor3D;
}
