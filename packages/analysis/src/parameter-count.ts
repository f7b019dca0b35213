/** The recurrent cells whose parameters are counted. */
export type CellKind = 'rnn' | 'gru' | 'lstm';

const gates: Record<CellKind, number> = { rnn: 1, gru: 3, lstm: 4 };

/**
 * Trainable numbers in a cell with d inputs and n units and one bias a gate: gates · (n·d + n² + n), with
 * 1, 3 and 4 gates for the plain RNN, the GRU and the LSTM.
 *
 * @throws RangeError if a size is not a positive integer
 * @example
 * parameterCount('lstm', { inputSize: 10, hiddenSize: 128 }); // 71168
 */
export function parameterCount(kind: CellKind, size: { inputSize: number; hiddenSize: number }): number {
  for (const [name, value] of Object.entries(size)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`parameterCount: ${name} must be a positive integer, received ${value}`);
    }
  }
  const { inputSize: d, hiddenSize: n } = size;
  return gates[kind] * (n * d + n * n + n);
}
