import { parameterCount } from '@unrolled/analysis';

/** One training step to measure: forward, loss, backward and optimizer on a fresh batch. */
export interface StepShape {
  readonly cell: 'rnn' | 'gru' | 'lstm';
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly activation: 'tanh' | 'relu';
  /** Ten classes read from the last step, or one binary output a step. */
  readonly target: 'class' | 'bits';
}

export const classes = 10;

/**
 * How a step is written in a table: `LSTM 64×28×28, 150`, batch × steps × features and hidden units.
 *
 * @example
 * title({ ...palindromeStep('gru'), batch: 64 }); // → 'GRU 64×19×10, 128'
 */
export function title({ cell, activation, batch, steps, inputSize, hiddenSize }: StepShape): string {
  const name = `${cell.toUpperCase()}${activation === 'relu' ? ' relu' : ''}`;
  return `${name} ${batch}×${steps}×${inputSize}, ${hiddenSize}`;
}

/**
 * The arithmetic of the recurrent products: forward, gradients of their inputs and of their weights.
 *
 * @example
 * flop(palindromeStep('lstm')); // → 1_031_012_352
 */
export function flop({ cell, batch, steps, inputSize, hiddenSize }: StepShape): number {
  return 3 * 2 * batch * steps * parameterCount(cell, { inputSize, hiddenSize, useBias: false });
}

export interface Batch {
  readonly inputs: Float32Array; // [batch, steps, inputSize]
  readonly targets: Float32Array; // one-hot [batch, classes], or bits [batch, steps, 1]
  readonly labels?: Int32Array; // the classes [batch]
}

/**
 * A source of batches, drawn beforehand: a step is timed, not the random numbers.
 *
 * @example
 * const next = batches(palindromeStep('lstm', { batch: 8 }));
 * next().inputs.length; // → 1520
 */
export function batches(shape: StepShape): () => Batch {
  const drawn = Array.from({ length: 8 }, () => randomBatch(shape));
  let next = 0;
  return () => drawn[next++ % drawn.length]!;
}

/** Random numbers of the right shapes: speed does not depend on what they say. */
function randomBatch({ batch, steps, inputSize, target }: StepShape): Batch {
  const inputs = Float32Array.from({ length: batch * steps * inputSize }, () => Math.random() - 0.5);
  if (target === 'bits')
    return { inputs, targets: Float32Array.from({ length: batch * steps }, () => Math.round(Math.random())) };
  const labels = Int32Array.from({ length: batch }, () => Math.floor(Math.random() * classes));
  const targets = new Float32Array(batch * classes);
  labels.forEach((label, b) => {
    targets[b * classes + label] = 1;
  });
  return { inputs, targets, labels };
}
