/** float64 values in row-major order by tensor name; what a reference takes and gives. */
export type Values = Readonly<Record<string, Float64Array>>;

export interface Sizes {
  readonly batch: number;
  readonly steps: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
}

export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The steps in the order in which the recurrence runs. */
export function order(steps: number, reverse: boolean): number[] {
  return Array.from({ length: steps }, (_, n) => (reverse ? steps - 1 - n : n));
}

/** Whether example b runs step t, or keeps its state. */
export function runs(mask: Float64Array | undefined, b: number, t: number, steps: number): boolean {
  return mask === undefined || mask[b * steps + t] !== 0;
}

/** Σ_k row[k]·matrix[k, column], where row starts at `start`. */
export function dot(
  row: Float64Array,
  start: number,
  length: number,
  matrix: Float64Array,
  columns: number,
  column: number,
): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += row[start + k]! * matrix[k * columns + column]!;
  return sum;
}

/**
 * The gradient of z[column] = row·matrix for one z: adds dz·matrix[:, column] to `dRow` and row·dz to column
 * `column` of `dMatrix`.
 */
export function dotGradient(
  dz: number,
  row: Float64Array,
  start: number,
  length: number,
  matrix: Float64Array,
  columns: number,
  column: number,
  dRow: Float64Array,
  dStart: number,
  dMatrix: Float64Array,
): void {
  for (let k = 0; k < length; k++) {
    dRow[dStart + k]! += dz * matrix[k * columns + column]!;
    dMatrix[k * columns + column]! += row[start + k]! * dz;
  }
}
