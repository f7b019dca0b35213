import { dot, type Matrix, maxMagnitude, requireMatrix } from './matrix.js';

/**
 * The spectral norm ‖A‖₂ = max ‖Ax‖/‖x‖, the largest singular value: the most by which A lengthens a vector.
 *
 * The smaller of AᵀA and AAᵀ is brought to tridiagonal form by Householder reflections, and bisection with
 * Sturm's criterion encloses its largest eigenvalue to the last bit (Golub & Van Loan 2013, 8.3 and 8.4).
 * Unlike a power iteration this cannot stop early at a smaller value. Relative error below about n·10⁻¹⁶.
 *
 * @throws RangeError unless the data fill the shape and every entry is finite
 * @example
 * spectralNorm(matrix([[3, 0], [4, 5]])); // → 6.7082
 */
export function spectralNorm(a: Matrix): number {
  requireMatrix('spectralNorm', 'matrix', a);
  const scale = maxMagnitude(a.data);
  if (scale === 0) return 0;
  const { diagonal, offDiagonal } = tridiagonalise(gram(a, scale));
  return scale * Math.sqrt(largestEigenvalue(diagonal, offDiagonal));
}

/** AAᵀ or AᵀA, whichever is smaller, for A divided by its scale; of each row the part up to the diagonal. */
function gram({ data, shape: [rows, columns] }: Matrix, scale: number): Float64Array[] {
  const wide = rows <= columns;
  const [size, length] = wide ? [rows, columns] : [columns, rows];
  const vectors = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length }, (_, k) => data[wide ? i * columns + k : k * columns + i]! / scale),
  );
  return vectors.map((u, i) => Float64Array.from({ length: i + 1 }, (_, j) => dot(u, vectors[j]!)));
}

/** Householder's reduction of a symmetric matrix given by its lower triangle, which it overwrites. */
function tridiagonalise(lower: Float64Array[]): { diagonal: Float64Array; offDiagonal: Float64Array } {
  const n = lower.length;
  const offDiagonal = new Float64Array(n - 1);
  for (let k = 0; k < n - 1; k++) {
    const v = new Float64Array(n);
    for (let i = k + 1; i < n; i++) v[i] = lower[i]![k]!;
    const largest = maxMagnitude(v);
    if (largest === 0) continue;
    for (let i = k + 1; i < n; i++) v[i]! /= largest; // so that no square underflows
    const length = Math.sqrt(dot(v, v));
    const target = v[k + 1]! > 0 ? -length : length;
    offDiagonal[k] = target * largest;
    v[k + 1]! -= target;
    const half = dot(v, v) / 2;
    // (I − vvᵀ/half)·G·(I − vvᵀ/half) = G − vwᵀ − wvᵀ with p = G·v/half, w = p − v·(vᵀp)/(2·half)
    const u = v.map((value) => value / half);
    const p = new Float64Array(n);
    for (let i = k + 1; i < n; i++) {
      const [row, ui] = [lower[i]!, u[i]!];
      let sum = row[i]! * ui;
      for (let j = k + 1; j < i; j++) {
        sum += row[j]! * u[j]!;
        p[j]! += row[j]! * ui;
      }
      p[i]! += sum;
    }
    const middle = dot(v, p) / (2 * half);
    const w = p.map((value, i) => value - middle * v[i]!);
    for (let i = k + 1; i < n; i++) {
      const [row, vi, wi] = [lower[i]!, v[i]!, w[i]!];
      for (let j = k + 1; j <= i; j++) row[j]! -= vi * w[j]! + wi * v[j]!;
    }
  }
  return { diagonal: Float64Array.from(lower, (row, i) => row[i]!), offDiagonal };
}

function largestEigenvalue(diagonal: Float64Array, offDiagonal: Float64Array): number {
  const off = (i: number) => Math.abs(offDiagonal[i] ?? 0);
  let low = diagonal.reduce((max, value) => Math.max(max, value));
  let high = diagonal.reduce((max, value, i) => Math.max(max, value + off(i - 1) + off(i)), low);
  for (;;) {
    const middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) return high;
    if (allBelow(middle, diagonal, offDiagonal)) high = middle;
    else low = middle;
  }
}

/** Sturm: all eigenvalues lie below x when every pivot of T − xI is negative. */
function allBelow(x: number, diagonal: Float64Array, offDiagonal: Float64Array): boolean {
  let pivot = 0;
  return diagonal.every((value, i) => {
    pivot = value - x - (i === 0 ? 0 : offDiagonal[i - 1]! ** 2 / pivot);
    return pivot < 0;
  });
}
