/** One training step to measure: forward, loss, backward and optimizer on a fresh batch. */
export interface Row {
  readonly cell: 'rnn' | 'gru' | 'lstm';
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly activation: 'tanh' | 'relu';
  /** Ten classes read from the last step, or one binary output a step. */
  readonly target: 'class' | 'bits';
  /** Left out on the cpu backend, where TensorFlow.js takes minutes a step. */
  readonly wasmOnly?: boolean;
}

export const classes = 10;

const mnistRows = {
  batch: 64,
  steps: 28,
  inputSize: 28,
  hiddenSize: 150,
  activation: 'tanh',
  target: 'class',
} as const;

export const rows: readonly Row[] = [
  { cell: 'lstm', ...mnistRows },
  { cell: 'gru', ...mnistRows },
  { cell: 'rnn', ...mnistRows },
  { ...mnistRows, cell: 'lstm', batch: 128, steps: 19, inputSize: 10, hiddenSize: 128 },
  {
    cell: 'rnn',
    batch: 128,
    steps: 17,
    inputSize: 2,
    hiddenSize: 10,
    activation: 'relu',
    target: 'bits',
  },
  { ...mnistRows, cell: 'lstm', batch: 32, steps: 784, inputSize: 1, hiddenSize: 128, wasmOnly: true },
];

export function title({ cell, activation, batch, steps, inputSize, hiddenSize }: Row): string {
  const name = `${cell.toUpperCase()}${activation === 'relu' ? ' relu' : ''}`;
  return `${name} ${batch}×${steps}×${inputSize}, ${hiddenSize}`;
}

/** The arithmetic of the recurrent products: forward, gradients of their inputs, gradients of their weights. */
export function flop({ cell, batch, steps, inputSize, hiddenSize }: Row): number {
  const gates = { rnn: 1, gru: 3, lstm: 4 }[cell];
  return 3 * 2 * batch * steps * gates * hiddenSize * (inputSize + hiddenSize);
}

export interface Batch {
  readonly inputs: Float32Array; // [batch, steps, inputSize]
  readonly targets: Float32Array; // one-hot [batch, classes], or bits [batch, steps, 1]
}

/** A source of batches, drawn beforehand: a step is timed, not the random numbers. */
export function batches(row: Row): () => Batch {
  const drawn = Array.from({ length: 8 }, () => randomBatch(row));
  let next = 0;
  return () => drawn[next++ % drawn.length]!;
}

/** Random numbers of the right shapes: speed does not depend on what they say. */
function randomBatch({ batch, steps, inputSize, target }: Row): Batch {
  const inputs = Float32Array.from({ length: batch * steps * inputSize }, () => Math.random() - 0.5);
  if (target === 'bits')
    return { inputs, targets: Float32Array.from({ length: batch * steps }, () => Math.round(Math.random())) };
  const targets = new Float32Array(batch * classes);
  for (let b = 0; b < batch; b++) targets[b * classes + Math.floor(Math.random() * classes)] = 1;
  return { inputs, targets };
}
