import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { accelerateMatMul, ShapeError } from '../src/index.js';
import { generator } from './random-sequence.js';

const composedActivations = {
  linear: (x: tf.Tensor) => x,
  relu: (x: tf.Tensor) => tf.relu(x),
  relu6: (x: tf.Tensor) => tf.relu6(x),
  sigmoid: (x: tf.Tensor) => tf.sigmoid(x),
  elu: (x: tf.Tensor) => tf.elu(x),
};
type FusedActivation = keyof typeof composedActivations;

beforeAll(async () => {
  await tf.setBackend('wasm');
  await accelerateMatMul();
});

function randomTensor(shape: number[], seed: number): tf.Tensor {
  const random = generator(seed);
  const length = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length }, () => 2 * random() - 1),
    shape,
  );
}

/** The product of two matrices [.., M, K] and [.., K, N] in float64, outer axes broadcast by index arithmetic. */
function naive(
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
  outer: number[],
): number[] {
  const [aValues, bValues] = [a.dataSync(), b.dataSync()];
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const [rows, depth] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const columns = transposeB ? bRows : bColumns;
  const out: number[] = [];
  const matrices = outer.reduce((p, q) => p * q, 1);
  for (let m = 0; m < matrices; m++) {
    const [aStart, bStart] = [a, b].map((side) => {
      let index = 0;
      let rest = m;
      let step = 1;
      for (let axis = outer.length - 1; axis >= 0; axis--) {
        const length = side.shape[axis]!;
        if (length > 1) index += (rest % outer[axis]!) * step;
        step *= length;
        rest = Math.floor(rest / outer[axis]!);
      }
      return index * side.shape.at(-1)! * side.shape.at(-2)!;
    }) as [number, number];
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < depth; k++)
          sum +=
            aValues[aStart + (transposeA ? k * aColumns + i : i * aColumns + k)]! *
            bValues[bStart + (transposeB ? j * bColumns + k : k * bColumns + j)]!;
        out.push(sum);
      }
  }
  return out;
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], depth: number): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((max, value, i) => Math.max(max, Math.abs(actual[i]! - value)), 0);
  expect(largest).toBeLessThan(3e-7 * Math.max(depth, 4));
}

const size = fc.integer({ min: 1, max: 70 });

describe('accelerateMatMul', () => {
  it('equals the float64 product for every shape, either side transposed', () => {
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), (m, k, n, transposeA, transposeB) => {
        tf.tidy(() => {
          const a = randomTensor(transposeA ? [k, m] : [m, k], m);
          const b = randomTensor(transposeB ? [n, k] : [k, n], n);
          const product = tf.matMul(a, b, transposeA, transposeB);
          expect(product.shape).toEqual([m, n]);
          expectClose(product.dataSync(), naive(a, b, transposeA, transposeB, []), k);
        });
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [300, 5, 300],
    [5, 600, 9],
    [130, 513, 261],
  ])('crosses its cache blocks correctly (%i × %i × %i)', (m, k, n) => {
    tf.tidy(() => {
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const a = randomTensor(transposeA ? [k, m] : [m, k], 1);
        const b = randomTensor(transposeB ? [n, k] : [k, n], 2);
        expectClose(
          tf.matMul(a, b, transposeA, transposeB).dataSync(),
          naive(a, b, transposeA, transposeB, []),
          k,
        );
      }
    });
  });

  it.each([
    [[3], [3]],
    [[3], [1]],
    [[1], [4]],
    [
      [2, 3],
      [2, 1],
    ],
    [
      [1, 3],
      [2, 1],
    ],
  ])('broadcasts outer axes %j against %j', (outerA, outerB) => {
    tf.tidy(() => {
      const outer = outerA.map((length, axis) => Math.max(length, outerB[axis]!));
      const a = randomTensor([...outerA, 5, 7], 1);
      const b = randomTensor([...outerB, 9, 7], 2);
      const product = tf.matMul(a, b, false, true);
      expect(product.shape).toEqual([...outer, 5, 9]);
      expectClose(product.dataSync(), naive(a, b, false, true, outer), 7);
    });
  });

  it.each<FusedActivation>(['linear', 'relu', 'relu6', 'sigmoid', 'elu'])(
    'fuses bias and %s',
    (activation) => {
      tf.tidy(() => {
        const a = tf.mul(randomTensor([6, 11], 1), 4) as tf.Tensor2D;
        const b = randomTensor([11, 13], 2) as tf.Tensor2D;
        const bias = randomTensor([13], 3);
        const fused = tf.fused.matMul({ a, b, bias, activation });
        const sum = tf.add(tf.matMul(a, b), bias);
        const composed = composedActivations[activation](sum);
        expectClose(fused.dataSync(), [...composed.dataSync()], 11);
      });
    },
  );

  it('passes NaN and Inf on as the float product does', () => {
    tf.tidy(() => {
      const product = tf.matMul(
        tf.tensor2d([
          [Number.NaN, 1],
          [Number.POSITIVE_INFINITY, 1],
          [1, 1],
        ]),
        tf.tensor2d([[1], [2]]),
      );
      expect([...product.dataSync()]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 3]);
    });
  });

  it('leaves an empty product to TensorFlow.js and refuses a wrong shape with a ShapeError', () => {
    tf.tidy(() => {
      expect(tf.matMul(tf.zeros([0, 3]), tf.zeros([3, 2])).shape).toEqual([0, 2]);
      expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow(ShapeError);
    });
  });

  it('leaves its result as the only new tensor', () => {
    const [a, b] = [randomTensor([3, 4], 1), randomTensor([4, 5], 2)];
    const { numTensors, numDataBuffers } = tf.memory();
    const product = tf.matMul(a, b);
    expect(tf.memory().numTensors).toBe(numTensors + 1);
    product.dispose();
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
    tf.dispose([a, b]);
  });
});
