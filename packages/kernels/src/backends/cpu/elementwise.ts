import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../contract/size-of.js';
import { type Kernels, replacing } from '../backend.js';
import type { CpuBackend } from './reserve.js';

/** a ∘ b into `result`, with a stride of 0 where a side is a single number. */
type Loop = (
  result: Float32Array,
  a: Float32Array,
  aStride: number,
  b: Float32Array,
  bStride: number,
) => void;

// Each a loop of its own: with the operation as an argument the engine would call it for every number.
const loops: Readonly<Record<string, Loop>> = {
  Add(result, a, aStride, b, bStride) {
    for (let i = 0; i < result.length; i++) result[i] = a[i * aStride]! + b[i * bStride]!;
  },
  Sub(result, a, aStride, b, bStride) {
    for (let i = 0; i < result.length; i++) result[i] = a[i * aStride]! - b[i * bStride]!;
  },
  Multiply(result, a, aStride, b, bStride) {
    for (let i = 0; i < result.length; i++) result[i] = a[i * aStride]! * b[i * bStride]!;
  },
  RealDiv(result, a, aStride, b, bStride) {
    for (let i = 0; i < result.length; i++) result[i] = a[i * aStride]! / b[i * bStride]!;
  },
};

/**
 * The four operations between tensors of one shape, or one and a scalar, which the cpu backend runs by a call and two
 * remainders for every number. An optimizer of TensorFlow.js makes a dozen of them for every parameter, which took a
 * layer's step as long as the layer.
 */
export function cpuElementwise(): Kernels {
  const kernels = Object.entries(loops).map(([name, loop]) =>
    replacing('cpu', name, (original) => (call) => {
      const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
      const covered = a.dtype === 'float32' && b.dtype === 'float32' && haveOneShape(a.shape, b.shape);
      if (!covered) return original(call);
      const cpu = call.backend as CpuBackend;
      const shape = a.shape.length === 0 ? b.shape : a.shape;
      const [aValues, bValues] = [cpu.readSync(a.dataId), cpu.readSync(b.dataId)] as Float32Array[];
      const result = new Float32Array(sizeOf(shape));
      loop(result, aValues!, a.shape.length === 0 ? 0 : 1, bValues!, b.shape.length === 0 ? 0 : 1);
      return cpu.makeTensorInfo(shape, 'float32', result);
    }),
  );
  return Object.assign({}, ...kernels);
}

function haveOneShape(a: readonly number[], b: readonly number[]): boolean {
  return (
    a.length === 0 || b.length === 0 || (a.length === b.length && a.every((length, i) => length === b[i]))
  );
}
