import * as tf from '@tensorflow/tfjs-core';
import { alternate } from './alternate.js';
import { layersStep } from './layers-step.js';
import { flop, type StepShape } from './training-step.js';
import { unrolledStep } from './unrolled-step.js';

/** How quick a training step is, beside the same step of `tf.layers`. */
export interface StepSpeed {
  readonly shape: StepShape;
  /** Median milliseconds of a step of ours. */
  readonly ours: number;
  /** Median milliseconds of a step of `tf.layers`; null where @tensorflow/tfjs-layers is not installed. */
  readonly layers: number | null;
  /** layers / ours */
  readonly ratio: number | null;
  /** What ours reaches in the recurrent products, in 10⁹ floating-point operations a second. */
  readonly gflops: number;
}

export interface SpeedOptions {
  /** How long to measure, after both are warm; 2 unless given. */
  readonly seconds?: number;
}

/**
 * Measures a whole training step on the present backend against `tf.layers`: forward, loss, backward and
 * optimizer on the same shapes. The two take turns in one process, so that a busy spell of the machine meets
 * both; medians are compared. `tf.layers` has the kernels of `registerKernels` too, if it was called: alone
 * it is slower yet.
 *
 * Needs a tfjs backend that is ready, and leaves no tensor behind.
 *
 * @example
 * await selectBackend('wasm');
 * const { ours, ratio } = await measureSpeed(palindromeStep('rnn', { batch: 8, hiddenSize: 8 }), { seconds: 0.1 });
 * ours > 0; // → true
 */
export async function measureSpeed(shape: StepShape, { seconds = 2 }: SpeedOptions = {}): Promise<StepSpeed> {
  const { registeredVariables } = tf.engine();
  const before = new Set(Object.keys(registeredVariables));
  const ourStep = unrolledStep(shape);
  try {
    const theirStep = await layersStep(shape).catch(unlessInstalled);
    const times = await alternate({ ours: ourStep, ...(theirStep && { layers: theirStep }) }, { seconds });
    const { ours = Number.NaN, layers = null } = times;
    return { shape, ours, layers, ratio: layers && layers / ours, gflops: flop(shape) / ours / 1e6 };
  } finally {
    ourStep.dispose();
    for (const [name, variable] of Object.entries(registeredVariables)) {
      if (!before.has(name)) variable.dispose();
    }
  }
}

/**
 * The least milliseconds of a whole training step on the present backend, within a fraction of a second: enough to tell
 * backends apart, whatever else the machine does meanwhile.
 *
 * @example
 * await selectBackend('wasm');
 * (await timeStep(palindromeStep('rnn', { batch: 8, hiddenSize: 8 }))) > 0; // → true
 */
export async function timeStep(shape: StepShape, { seconds = 0.3 }: SpeedOptions = {}): Promise<number> {
  const step = unrolledStep(shape);
  try {
    for (let warmUp = 0; warmUp < 3; warmUp++) await step(); // until all is compiled and recorded that will be
    let least = Number.POSITIVE_INFINITY;
    const start = performance.now();
    for (let turn = 0; turn < 8 || performance.now() - start < 1000 * seconds; turn++) {
      const before = performance.now();
      await step();
      least = Math.min(least, performance.now() - before);
    }
    return least;
  } finally {
    step.dispose();
  }
}

function unlessInstalled(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
}

/**
 * The step that learns palindromes of ten digits: one-hot digits in, the last one out.
 *
 * @example
 * title(palindromeStep('lstm')); // → 'LSTM 128×19×10, 128'
 */
export function palindromeStep(
  cell: StepShape['cell'],
  { length = 20, batch = 128, hiddenSize = 128 } = {},
): StepShape {
  return { cell, batch, steps: length - 1, inputSize: 10, hiddenSize, activation: 'tanh', target: 'class' };
}
