import { requireShape, requireSizes } from '../require.js';

/** A dense matrix, row-major; any tensor library's data and shape fit in. */
export interface Matrix {
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}

/**
 * A matrix from its rows.
 *
 * @throws RangeError if the rows differ in length
 * @example
 * matrix([[0, -1], [1, 0]]).shape; // → [2, 2]
 */
export function matrix(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  for (const row of rows) {
    if (row.length !== columns) {
      throw new RangeError(`matrix: every row must be [${columns}], received [${row.length}]`);
    }
  }
  const result = { data: Float64Array.from(rows.flat()), shape: [rows.length, columns] as const };
  requireMatrix('matrix', 'rows', result);
  return result;
}

/** @throws RangeError unless the data fill the shape and every entry is finite */
export function requireMatrix(where: string, name: string, { data, shape }: Matrix): void {
  requireSizes(where, { [`${name} rows`]: shape[0], [`${name} columns`]: shape[1] });
  requireShape(where, name, data, shape);
  const bad = data.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new RangeError(`${where}: ${name} must hold finite numbers, received ${bad}`);
}

/** @throws RangeError unless the matrix is square */
export function requireSquare(where: string, name: string, square: Matrix): void {
  requireMatrix(where, name, square);
  const [rows, columns] = square.shape;
  if (rows !== columns)
    throw new RangeError(`${where}: ${name} must be square, received [${rows}, ${columns}]`);
}

/** [n, n], each entry from its row and column. */
export function squareMatrix(n: number, entry: (row: number, column: number) => number): Matrix {
  return {
    data: Float64Array.from({ length: n * n }, (_, k) => entry(Math.floor(k / n), k % n)),
    shape: [n, n],
  };
}

export function identityMatrix(n: number): Matrix {
  return squareMatrix(n, (row, column) => (row === column ? 1 : 0));
}

/** A·B */
export function multiplyMatrices(a: Matrix, b: Matrix): Matrix {
  const [rows, inner] = a.shape;
  const columns = b.shape[1];
  const data = new Float64Array(rows * columns);
  const rowsOfB = Array.from({ length: inner }, (_, k) => b.data.subarray(k * columns, (k + 1) * columns));
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * columns, (i + 1) * columns);
    rowsOfB.forEach((rowOfB, k) => {
      const value = a.data[i * inner + k]!;
      for (let j = 0; j < columns; j++) row[j]! += value * rowOfB[j]!;
    });
  }
  return { data, shape: [rows, columns] };
}

/** A + B */
export function addMatrices(a: Matrix, b: Matrix): Matrix {
  return { data: a.data.map((value, k) => value + b.data[k]!), shape: a.shape };
}

/** max |x|, 0 for nothing. */
export function maxMagnitude(values: ArrayLike<number>): number {
  let max = 0;
  for (let k = 0; k < values.length; k++) max = Math.max(max, Math.abs(values[k]!));
  return max;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
