import { type Matrix, maxMagnitude, requireSquare } from './matrix.js';

export interface Complex {
  readonly re: number;
  readonly im: number;
}

/**
 * The spectral radius ρ(A) = max |λ|: Aᵏ shrinks for every start when ρ < 1 and grows for some start when ρ > 1,
 * whatever the norm says of the first few steps (ρ ≤ ‖A‖).
 *
 * @throws RangeError unless the matrix is square and every entry is finite
 * @example
 * const a = matrix([[0, 4], [1, 0]]);
 * [spectralRadius(a), spectralNorm(a)]; // → [2, 4]
 */
export function spectralRadius(a: Matrix): number {
  return eigenvalues(a).reduce((max, { re, im }) => Math.max(max, Math.hypot(re, im)), 0);
}

/**
 * The eigenvalues of a real square matrix, in no particular order: Householder reduction to Hessenberg form,
 * then the implicit double-shift QR iteration of Francis (1961), as in Golub & Van Loan (2013), 7.4 and 7.5.
 * Backward stable: they are the eigenvalues of a matrix within about 10⁻¹⁵·‖A‖ of A.
 *
 * @throws RangeError unless the matrix is square and every entry is finite
 * @example
 * eigenvalues(matrix([[2, 1], [0, 3]])).map(({ re }) => re).sort(); // → [2, 3]
 */
export function eigenvalues(a: Matrix): Complex[] {
  requireSquare('eigenvalues', 'matrix', a);
  const n = a.shape[0];
  const scale = maxMagnitude(a.data) || 1;
  const H = Array.from({ length: n }, (_, i) => a.data.slice(i * n, (i + 1) * n).map((x) => x / scale));
  reduceToHessenberg(H);
  const found: Complex[] = [];
  let high = n - 1;
  let sweeps = 0;
  while (high >= 0) {
    let low = high;
    while (low > 0 && !negligible(H, low)) low--;
    if (high - low >= 2) {
      if (++sweeps > 100) throw new Error('eigenvalues: the QR iteration did not converge in 100 sweeps');
      francisSweep(H, low, high, sweeps % 10 === 0);
      continue;
    }
    if (low === high) found.push({ re: H[high]![high]!, im: 0 });
    else found.push(...eigenvaluesOfPair(H, low));
    high = low - 1;
    sweeps = 0;
  }
  return found.map(({ re, im }) => ({ re: re * scale, im: im * scale }));
}

const negligible = (H: Float64Array[], i: number) =>
  Math.abs(H[i]![i - 1]!) <= Number.EPSILON * (Math.abs(H[i - 1]![i - 1]!) + Math.abs(H[i]![i]!));

function reduceToHessenberg(H: Float64Array[]): void {
  const n = H.length;
  for (let k = 0; k < n - 2; k++) {
    const column = H.slice(k + 1).map((row) => row[k]!);
    reflect(H, k + 1, column, k, n - 1, 0, n - 1);
  }
}

/** One implicit double-shift step on the block low … high: make a bulge by the shifts and chase it out. */
function francisSweep(H: Float64Array[], low: number, high: number, exceptional: boolean): void {
  const at = (i: number, j: number) => H[i]![j]!;
  const last = high - 1;
  let sum = at(last, last) + at(high, high);
  let product = at(last, last) * at(high, high) - at(last, high) * at(high, last);
  if (exceptional) {
    const size = Math.abs(at(high, last)) + Math.abs(at(last, last - 1));
    [sum, product] = [1.5 * size, size ** 2];
  }
  // The first column of H² − sum·H + product.
  let bulge = [
    at(low, low) * (at(low, low) - sum) + at(low, low + 1) * at(low + 1, low) + product,
    at(low + 1, low) * (at(low, low) + at(low + 1, low + 1) - sum),
    at(low + 1, low) * at(low + 2, low + 1),
  ];
  for (let k = low; k < high; k++) {
    reflect(H, k, bulge, Math.max(low, k - 1), high, low, Math.min(k + 3, high));
    bulge = [k + 1, k + 2, k + 3].filter((i) => i <= high).map((i) => at(i, k));
  }
}

/** Applies the reflection that turns x into a multiple of e₁ to rows (and columns) first, first + 1, … of H. */
function reflect(
  H: Float64Array[],
  first: number,
  x: readonly number[],
  fromColumn: number,
  toColumn: number,
  fromRow: number,
  toRow: number,
): void {
  const largest = maxMagnitude(x);
  if (largest === 0) return;
  const v = x.map((value) => value / largest); // so that no square underflows
  const length = Math.hypot(...v);
  v[0]! += v[0]! < 0 ? -length : length;
  const half = v.reduce((total, value) => total + value * value, 0) / 2;
  for (let j = fromColumn; j <= toColumn; j++) {
    let dot = 0;
    for (let i = 0; i < v.length; i++) dot += v[i]! * H[first + i]![j]!;
    for (let i = 0; i < v.length; i++) H[first + i]![j]! -= (dot / half) * v[i]!;
  }
  for (let i = fromRow; i <= toRow; i++) {
    const row = H[i]!;
    let dot = 0;
    for (let j = 0; j < v.length; j++) dot += v[j]! * row[first + j]!;
    for (let j = 0; j < v.length; j++) row[first + j]! -= (dot / half) * v[j]!;
  }
}

/** The two eigenvalues of rows and columns i, i + 1. */
function eigenvaluesOfPair(H: Float64Array[], i: number): [Complex, Complex] {
  const [a, b, c, d] = [H[i]![i]!, H[i]![i + 1]!, H[i + 1]![i]!, H[i + 1]![i + 1]!];
  const mean = (a + d) / 2;
  const discriminant = ((a - d) / 2) ** 2 + b * c;
  const root = Math.sqrt(Math.abs(discriminant));
  if (discriminant < 0) {
    return [
      { re: mean, im: root },
      { re: mean, im: -root },
    ];
  }
  // The larger first; the smaller from the product, where the difference would cancel.
  const larger = mean + (mean < 0 ? -root : root);
  const smaller = larger === 0 ? 0 : a * (d / larger) - b * (c / larger);
  return [
    { re: larger, im: 0 },
    { re: smaller, im: 0 },
  ];
}
