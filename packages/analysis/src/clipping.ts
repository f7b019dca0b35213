import { maxMagnitude } from './linear-algebra/matrix.js';
import { requireFinite, requirePositive } from './require.js';

/**
 * Clips each component to [−limit, limit]. Cheap and local, but it turns the gradient: only the large
 * components shrink.
 *
 * @throws RangeError unless limit is a finite number above 0
 * @example
 * clipByValue(Float64Array.of(3, -4), 3.5); // → [3, -3.5]
 */
export function clipByValue(gradient: Float64Array, limit: number): Float64Array {
  requirePositive('clipByValue', 'limit', limit);
  return gradient.map((value) => Math.min(limit, Math.max(-limit, value)));
}

/**
 * Scales the gradient down to maxNorm when it is longer, and leaves its direction alone (Pascanu et al. 2013):
 * g·min(1, maxNorm/‖g‖).
 *
 * @throws RangeError unless maxNorm is a finite number above 0
 * @example
 * clipByNorm(Float64Array.of(3, -4), 2.5); // → [1.5, -2]
 */
export function clipByNorm(gradient: Float64Array, maxNorm: number): Float64Array {
  requirePositive('clipByNorm', 'maxNorm', maxNorm);
  const norm = euclideanNorm(gradient);
  return norm > maxNorm ? gradient.map((value) => (value / norm) * maxNorm) : gradient.slice();
}

/**
 * The angle between two vectors, in radians, 0 to π: 2·atan2(‖u − v‖, ‖u + v‖) with u, v of length 1 (Kahan
 * 2006), which stays accurate where the arc cosine of a number near 1 does not. 0 when either vector is zero
 * and so has no direction.
 *
 * @throws RangeError if the lengths differ
 * @example
 * angleBetween(Float64Array.of(1, 0), Float64Array.of(1, 1)); // → 0.785398
 */
export function angleBetween(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) {
    throw new RangeError(`angleBetween: b must be [${a.length}], received [${b.length}]`);
  }
  const [p, q] = [euclideanNorm(a), euclideanNorm(b)];
  if (p === 0 || q === 0) return 0;
  const difference = a.map((value, k) => value / p - b[k]! / q);
  const sum = a.map((value, k) => value / p + b[k]! / q);
  return 2 * Math.atan2(euclideanNorm(difference), euclideanNorm(sum));
}

export interface ClippedGradient {
  readonly gradient: readonly number[];
  readonly norm: number;
  /** By how much clipping turned the gradient, radians. */
  readonly angle: number;
}

export interface ClippingStudy {
  readonly norm: number;
  readonly byValue: ClippedGradient & { readonly limit: number };
  readonly byNorm: ClippedGradient & { readonly maxNorm: number };
}

/**
 * Clips a gradient both ways and says what each did to its length and to its direction.
 *
 * @throws RangeError if a component is not finite, or a limit not a finite number above 0
 * @example
 * const { byValue, byNorm } = clippingStudy({ gradient: [3, 40], limit: 4, maxNorm: 4 });
 * byValue.angle; // → 0.57
 * byNorm.angle < 1e-9; // → true
 */
export function clippingStudy(options: {
  gradient: ArrayLike<number>;
  limit: number;
  maxNorm: number;
}): ClippingStudy {
  const { gradient, limit, maxNorm } = options;
  const original = Float64Array.from(gradient);
  for (const value of original) requireFinite('clippingStudy', 'every component', value);
  const describe = (clipped: Float64Array): ClippedGradient => ({
    gradient: [...clipped],
    norm: euclideanNorm(clipped),
    angle: angleBetween(original, clipped),
  });
  return {
    norm: euclideanNorm(original),
    byValue: { limit, ...describe(clipByValue(original, limit)) },
    byNorm: { maxNorm, ...describe(clipByNorm(original, maxNorm)) },
  };
}

/** √(Σ v²), scaled so that neither the squares nor their sum overflow. */
function euclideanNorm(vector: Float64Array): number {
  const scale = maxMagnitude(vector);
  if (scale === 0 || !Number.isFinite(scale)) return scale;
  return scale * Math.sqrt(vector.reduce((sum, value) => sum + (value / scale) ** 2, 0));
}
