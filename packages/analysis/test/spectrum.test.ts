import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eigenvalues, type Matrix, matrix, spectralNorm, spectralRadius } from '../src/index.js';
import { addMatrices, identityMatrix, multiplyMatrices, squareMatrix } from '../src/linear-algebra/matrix.js';
import { random } from './random.js';

const outer = (u: number[], v: number[]) => squareMatrix(u.length, (i, j) => u[i]! * v[j]!);
const scaled = (a: Matrix, s: number): Matrix => ({ ...a, data: a.data.map((value) => s * value) });

/** An orthogonal matrix: a product of reflections. */
function orthogonal(rng: () => number, n: number): Matrix {
  let Q = identityMatrix(n);
  for (let k = 0; k < n; k++) {
    const v = Array.from({ length: n }, () => rng() - 0.5);
    const square = v.reduce((sum, x) => sum + x * x, 0);
    Q = multiplyMatrices(Q, addMatrices(identityMatrix(n), scaled(outer(v, v), -2 / square)));
  }
  return Q;
}

const randomMatrix = (rng: () => number, n: number) => squareMatrix(n, () => 2 * rng() - 1);
const diagonal = (values: readonly number[]) =>
  squareMatrix(values.length, (i, j) => (i === j ? values[i]! : 0));

const sortedRealParts = (a: Matrix) =>
  eigenvalues(a)
    .map(({ re }) => re)
    .sort((p, q) => p - q);

describe('spectralNorm', () => {
  it('is the largest singular value of U·S·Vᵀ, to 14 digits, from 1×1 to 80×80', () => {
    for (const [k, n] of [1, 2, 3, 7, 20, 80].entries()) {
      const rng = random(k);
      const singular = Array.from({ length: n }, () => 3 * rng());
      const a = multiplyMatrices(
        multiplyMatrices(orthogonal(rng, n), diagonal(singular)),
        orthogonal(rng, n),
      );
      expect(spectralNorm(a) / Math.max(...singular)).toBeCloseTo(1, 13);
    }
  });

  it('knows matrices with several equal singular values, and of low rank', () => {
    expect(spectralNorm(identityMatrix(10))).toBe(1);
    expect(
      spectralNorm(
        matrix([
          [0, 0],
          [0, 0],
        ]),
      ),
    ).toBe(0);
    expect(spectralNorm(outer([1, 2, 2], [3, 0, 4]))).toBeCloseTo(15, 13);
    expect(
      spectralNorm(
        matrix([
          [3, 0],
          [4, 5],
        ]),
      ),
    ).toBeCloseTo(Math.sqrt(45), 14);
  });

  it('of a rectangular matrix is that of its transpose', () => {
    expect(spectralNorm(matrix([[3, 4, 12]]))).toBeCloseTo(13, 14);
    expect(spectralNorm(matrix([[3], [4], [12]]))).toBeCloseTo(13, 14);
  });

  it('survives entries of any magnitude', () => {
    expect(
      spectralNorm(
        matrix([
          [3e200, 0],
          [4e200, 5e200],
        ]),
      ) / 1e200,
    ).toBeCloseTo(Math.sqrt(45), 13);
    expect(
      spectralNorm(
        matrix([
          [3e-200, 0],
          [4e-200, 5e-200],
        ]),
      ) * 1e200,
    ).toBeCloseTo(Math.sqrt(45), 13);
  });

  it('is never exceeded by ‖Ax‖/‖x‖', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(1e6), (n, seed) => {
        const rng = random(seed);
        const a = randomMatrix(rng, n);
        const x = Array.from({ length: n }, () => rng() - 0.5);
        const image = Array.from({ length: n }, (_, i) =>
          x.reduce((sum, value, j) => sum + value * a.data[i * n + j]!, 0),
        );
        return Math.hypot(...image) <= spectralNorm(a) * Math.hypot(...x) * (1 + 1e-14);
      }),
    );
  });
});

describe('eigenvalues', () => {
  it('of the second-difference matrix are 2 − 2cos(kπ/(n + 1))', () => {
    const n = 30;
    const a = squareMatrix(n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
    sortedRealParts(a).forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 12);
    });
  });

  it('of a circulant matrix are the discrete Fourier transform of its first row', () => {
    const row = [0.3, -1, 2, 0.5, -0.2, 1.1, 0.7];
    const n = row.length;
    const found = eigenvalues(squareMatrix(n, (i, j) => row[(j - i + n) % n]!));
    for (let k = 0; k < n; k++) {
      const re = row.reduce((sum, c, j) => sum + c * Math.cos((2 * Math.PI * j * k) / n), 0);
      const im = row.reduce((sum, c, j) => sum + c * Math.sin((2 * Math.PI * j * k) / n), 0);
      expect(Math.min(...found.map((λ) => Math.hypot(λ.re - re, λ.im - im)))).toBeLessThan(1e-13);
    }
  });

  it('of a permutation cycle lie on the unit circle, although no shift of its own breaks the symmetry', () => {
    for (const n of [2, 3, 4, 5, 12]) {
      const cycle = squareMatrix(n, (i, j) => Number((i + 1) % n === j));
      for (const { re, im } of eigenvalues(cycle)) expect(Math.hypot(re, im)).toBeCloseTo(1, 13);
    }
  });

  it('are those put in by S·D·S⁻¹', () => {
    const rng = random(3);
    const n = 12;
    const values = Array.from({ length: n }, (_, k) => (k - 4) / 3);
    // S = I + uvᵀ with uᵀv = 0 has the inverse I − uvᵀ.
    const u = Array.from({ length: n }, (_, k) => (k % 2 ? 0 : rng()));
    const v = Array.from({ length: n }, (_, k) => (k % 2 ? rng() : 0));
    const S = addMatrices(identityMatrix(n), outer(u, v));
    const inverse = addMatrices(identityMatrix(n), scaled(outer(u, v), -1));
    const a = multiplyMatrices(multiplyMatrices(S, diagonal(values)), inverse);
    sortedRealParts(a).forEach((value, k) => {
      expect(value).toBeCloseTo(values[k]!, 12);
    });
  });

  it('add up to the trace and, squared, to the trace of the square', () => {
    const a = randomMatrix(random(9), 40);
    const found = eigenvalues(a);
    const trace = (m: Matrix) =>
      Array.from({ length: 40 }, (_, i) => m.data[41 * i]!).reduce((x, y) => x + y);
    expect(found.reduce((sum, { re }) => sum + re, 0)).toBeCloseTo(trace(a), 11);
    const squares = found.reduce((sum, { re, im }) => sum + re ** 2 - im ** 2, 0);
    expect(squares).toBeCloseTo(trace(multiplyMatrices(a, a)), 10);
    expect(found.reduce((sum, { im }) => sum + im, 0)).toBeCloseTo(0, 12);
  });
});

it('entries of 10⁻¹⁶⁰ beside entries of 1 leave norm and radius alone', () => {
  for (const tiny of [1e-80, 1e-150, 1e-160, 1e-161, 1e-200, 5e-324]) {
    const a = squareMatrix(5, (i, j) => (i === j ? (i + 1) / 5 : tiny * (i + 2 * j + 1)));
    expect(spectralNorm(a)).toBeCloseTo(1, 14);
    expect(sortedRealParts(a).map((x) => Math.round(5e12 * x) / 1e12)).toEqual([1, 2, 3, 4, 5]);
  }
});

describe('spectralRadius', () => {
  it('is 1 for a rotation, 2 for a Jordan block of 2, 0 for a nilpotent matrix', () => {
    expect(
      spectralRadius(
        matrix([
          [0.6, -0.8],
          [0.8, 0.6],
        ]),
      ),
    ).toBeCloseTo(1, 14);
    expect(
      spectralRadius(
        matrix([
          [2, 1],
          [0, 2],
        ]),
      ),
    ).toBe(2);
    expect(
      spectralRadius(
        matrix([
          [0, 1, 5],
          [0, 0, 1],
          [0, 0, 0],
        ]),
      ),
    ).toBe(0);
    expect(spectralRadius(matrix([[-3]]))).toBe(3);
  });

  it('equals Gelfand’s limit ‖A^m‖^(1/m), computed by squaring 40 times', () => {
    for (const seed of [1, 2, 3, 4]) {
      let power = randomMatrix(random(seed), 9);
      const radius = spectralRadius(power);
      let logarithm = 0; // ln ‖A^m‖/m, the norm taken out before each squaring
      for (let k = 0, m = 1; k < 40; k++, m *= 2) {
        const norm = spectralNorm(power);
        logarithm += Math.log(norm) / m;
        power = scaled(power, 1 / norm);
        power = multiplyMatrices(power, power);
      }
      expect(Math.exp(logarithm)).toBeCloseTo(radius, 10);
    }
  });

  it('survives entries of any magnitude', () => {
    for (const size of [1e-300, 1e-160, 1e160, 1e300]) {
      const a = scaled(randomMatrix(random(5), 8), size);
      expect(spectralRadius(a) / size).toBeCloseTo(spectralRadius(randomMatrix(random(5), 8)), 12);
    }
  });

  it('never exceeds the spectral norm', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(1e6), (n, seed) => {
        const a = randomMatrix(random(seed), n);
        return spectralRadius(a) <= spectralNorm(a) * (1 + 1e-13);
      }),
    );
  });
});

it('a ragged, non-square or non-finite matrix is refused', () => {
  expect(() => matrix([[1, 2], [3]])).toThrow(new RangeError('matrix: every row must be [2], received [1]'));
  expect(() => matrix([])).toThrow(RangeError);
  expect(() => spectralRadius(matrix([[1, 2]]))).toThrow(
    new RangeError('eigenvalues: matrix must be square, received [1, 2]'),
  );
  expect(() => spectralNorm({ data: Float64Array.of(1, NaN), shape: [1, 2] })).toThrow(
    new RangeError('spectralNorm: matrix must hold finite numbers, received NaN'),
  );
  expect(() => spectralNorm({ data: new Float64Array(3), shape: [2, 2] })).toThrow(
    new RangeError('spectralNorm: matrix must be [2, 2] (4 numbers), received 3 numbers'),
  );
});
