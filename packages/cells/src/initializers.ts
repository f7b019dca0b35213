import * as tf from '@tensorflow/tfjs-core';
import { requireOneOf } from './require.js';
import type { Rng } from './types.js';

/**
 * How a weight matrix is initialised. By name, for a matrix [fanIn, fanOut] in a cell of H units: `glorot`
 * uniform ±√(6 / (fanIn + fanOut)) (Glorot & Bengio 2010); `he` normal with variance 2 / fanIn (He et al.
 * 2015, for relu); `orthogonal` (Saxe et al. 2014); `uniform` ±1/√H (PyTorch); `identity` (IRNN, Le et al.
 * 2015). Each gate of a packed kernel is drawn as a matrix of its own.
 */
export type Initializer =
  | keyof typeof initializers
  | ((rng: Rng, shape: [fanIn: number, fanOut: number]) => tf.Tensor2D);

const initializers = {
  glorot,
  he,
  orthogonal: (rng, shape) => orthogonal(rng, shape),
  uniform: (rng, shape, hiddenSize) => uniform(rng, shape, 1 / Math.sqrt(hiddenSize)),
  identity: (_, shape) => identity(shape),
} satisfies Record<string, (rng: Rng, shape: [number, number], hiddenSize: number) => tf.Tensor2D>;

/**
 * Uniform on [−limit, limit): with limit 1/√H, what PyTorch gives every recurrent weight and bias.
 *
 * @example
 * uniform(createRng(1), [64], 1 / 8).shape; // → [64]
 */
export function uniform<R extends tf.Rank>(rng: Rng, shape: tf.ShapeMap[R], limit: number): tf.Tensor<R> {
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => (2 * rng() - 1) * limit);
  return tf.tensor(values, shape);
}

/**
 * Normal with mean 0, by Box & Muller (1958).
 *
 * @example
 * normal(createRng(1), [64, 10], 0.01).shape; // → [64, 10]
 */
export function normal<R extends tf.Rank>(
  rng: Rng,
  shape: tf.ShapeMap[R],
  standardDeviation: number,
): tf.Tensor<R> {
  return tf.tensor(
    Float32Array.from(normalValues(rng, tf.util.sizeFromShape(shape), standardDeviation)),
    shape,
  );
}

/**
 * Uniform ±√(6 / (fanIn + fanOut)): keeps the variance of values and gradients (Glorot & Bengio 2010).
 *
 * @example
 * glorot(createRng(1), [10, 64]).shape; // → [10, 64]
 */
export function glorot(rng: Rng, [fanIn, fanOut]: [number, number]): tf.Tensor2D {
  return uniform(rng, [fanIn, fanOut], Math.sqrt(6 / (fanIn + fanOut)));
}

/**
 * Normal with variance 2 / fanIn: Glorot's for relu, which halves the variance (He et al. 2015).
 *
 * @example
 * he(createRng(1), [10, 64]).shape; // → [10, 64]
 */
export function he(rng: Rng, [fanIn, fanOut]: [number, number]): tf.Tensor2D {
  return normal(rng, [fanIn, fanOut], Math.sqrt(2 / fanIn));
}

/**
 * Ones on the diagonal, times `scale` (IRNN: Le, Jaitly & Hinton 2015).
 *
 * @example
 * identity([2, 2], 0.5); // → [[0.5, 0], [0, 0.5]]
 */
export function identity([rows, columns]: [number, number], scale = 1): tf.Tensor2D {
  return tf.tidy(() => tf.mul(tf.eye(rows, columns), scale));
}

/**
 * A random matrix with orthonormal rows or columns, whichever are fewer, uniform over all such matrices:
 * Gram–Schmidt on a normal matrix (Saxe, McClelland & Ganguli 2014). Repeated products keep the length of
 * a vector, so neither states nor gradients vanish or explode at the start.
 *
 * @example
 * const q = orthogonal(createRng(1), [2, 2]);
 * const product = tf.matMul(q, q, false, true);
 * tf.round(product); // → [[1, 0], [0, 1]]
 */
export function orthogonal(rng: Rng, [rows, columns]: [number, number], gain = 1): tf.Tensor2D {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors = Array.from({ length: count }, () => normalValues(rng, length, 1));
  vectors.forEach((vector, index) => {
    for (const previous of vectors.slice(0, index)) addScaled(vector, previous, -dot(vector, previous));
    const norm = Math.sqrt(dot(vector, vector));
    for (let k = 0; k < length; k++) vector[k]! *= 1 / norm;
  });
  const values = new Float32Array(rows * columns);
  vectors.forEach((vector, index) => {
    vector.forEach((value, k) => {
      values[rows <= columns ? index * columns + k : k * columns + index] = gain * value;
    });
  });
  return tf.tensor2d(values, [rows, columns]);
}

/**
 * The bias that lets a gate keep its state for up to `longest` steps: ln u, u uniform on [1, longest − 1]
 * (Tallec & Ollivier 2018). A gate σ(ln u) = 1 − 1 / (1 + u) forgets with a time constant of 1 + u steps.
 *
 * @throws RangeError unless longest ≥ 2
 * @example
 * chronoBias(createRng(1), 64, 200).max().dataSync()[0] < Math.log(199); // → true
 */
export function chronoBias(rng: Rng, units: number, longest: number): tf.Tensor1D {
  if (!(longest >= 2))
    throw new RangeError(`chrono: the longest dependency must be at least 2 steps, received ${longest}`);
  return tf.tensor1d(Float32Array.from({ length: units }, () => Math.log(1 + rng() * (longest - 2))));
}

/** @throws RangeError unless the initializer is a function or one of the names */
export function requireInitializer(where: string, name: string, initializer: Initializer): void {
  if (typeof initializer === 'function') return;
  requireOneOf(where, name, Object.keys(initializers) as (keyof typeof initializers)[], initializer);
}

/** The matrix that `initializer` stands for, in a cell of `hiddenSize` units. */
export function initialize(
  initializer: Initializer,
  rng: Rng,
  shape: [fanIn: number, fanOut: number],
  hiddenSize: number,
): tf.Tensor2D {
  if (typeof initializer === 'function') return initializer(rng, shape);
  return initializers[initializer](rng, shape, hiddenSize);
}

function normalValues(rng: Rng, count: number, standardDeviation: number): Float64Array {
  return Float64Array.from(
    { length: count },
    () => standardDeviation * Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng()),
  );
}

/** In four sums, so that no addition waits for the one before it. */
function dot(a: Float64Array, b: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = a.length & ~3;
  for (let k = 0; k < whole; k += 4) {
    s0 += a[k]! * b[k]!;
    s1 += a[k + 1]! * b[k + 1]!;
    s2 += a[k + 2]! * b[k + 2]!;
    s3 += a[k + 3]! * b[k + 3]!;
  }
  for (let k = whole; k < a.length; k++) s0 += a[k]! * b[k]!;
  return s0 + s1 + (s2 + s3);
}

function addScaled(target: Float64Array, source: Float64Array, scale: number): void {
  for (let k = 0; k < target.length; k++) target[k]! += scale * source[k]!;
}
