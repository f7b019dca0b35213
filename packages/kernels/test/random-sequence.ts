import { type SequenceName, sequences } from '../src/contract/index.js';

export interface Case {
  readonly kernel: SequenceName;
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly hasBias: boolean;
  readonly hasMask: boolean;
  /** Only for the GRU: a bias of the recurrent product, and its gate behind that product. */
  readonly hasRecurrentBias?: boolean;
  /** Only for the LSTM: something depends on its cell state. */
  readonly hasCellGradient?: boolean;
  readonly seed: number;
}

/** A small generator of numbers in [0, 1), enough for test data (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The shapes of every input of a case, by name, gradients of the outputs included. */
export function shapes(c: Case): Record<string, number[]> {
  if (c.kernel === 'LinearScan' || c.kernel === 'GatedScan') return scanShapes(c);
  const gates = sequences[c.kernel].gates * c.hiddenSize;
  return {
    x: [c.batch, c.steps, c.inputSize],
    inputKernel: [c.inputSize, gates],
    recurrentKernel: [c.hiddenSize, gates],
    ...(c.hasBias ? { bias: [gates] } : {}),
    ...(c.kernel === 'GruSequence' && c.hasRecurrentBias ? { recurrentBias: [gates] } : {}),
    initialHidden: [c.batch, c.hiddenSize],
    ...(c.kernel === 'LstmSequence' ? { initialCell: [c.batch, c.hiddenSize] } : {}),
    ...(c.hasMask ? { mask: [c.batch, c.steps] } : {}),
    dHidden: [c.batch, c.steps, c.hiddenSize],
    ...(c.kernel === 'LstmSequence' && c.hasCellGradient ? { dCell: [c.batch, c.steps, c.hiddenSize] } : {}),
  };
}

function scanShapes({ kernel, batch, steps, hiddenSize, hasMask }: Case): Record<string, number[]> {
  const each = [batch, steps, hiddenSize];
  return {
    x: each,
    [kernel === 'GatedScan' ? 'gate' : 'decay']: each,
    initialHidden: [batch, hiddenSize],
    ...(hasMask ? { mask: [batch, steps] } : {}),
    dHidden: each,
  };
}

/** Random float32 values for every input of a case; weights shrink with their fan-in, so that gates stay lively. */
export function randomValues(c: Case, inputShapes = shapes(c)): Readonly<Record<string, Float64Array>> {
  const random = generator(c.seed);
  const values: Record<string, Float64Array> = {};
  for (const [name, shape] of Object.entries(inputShapes)) {
    const length = shape.reduce((a, b) => a * b, 1);
    const scale = name.endsWith('Kernel') ? 2 / Math.sqrt(shape[0]!) : 1;
    values[name] = Float64Array.from({ length }, () =>
      name === 'mask' ? Number(random() < 0.7) : Math.fround(scale * (2 * random() - 1)),
    );
  }
  return values;
}
