import type { TensorInfo, TypedArray } from '@tensorflow/tfjs-core';

/** What we use of `MathBackendCPU`. */
export interface CpuBackend {
  readonly data: { has(dataId: TensorInfo['dataId']): boolean };
  readSync(dataId: TensorInfo['dataId']): TypedArray;
  makeTensorInfo(shape: readonly number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

export interface Reserves {
  /** An array for a reserve of `length` numbers, not cleared, and the tensor that holds it. */
  lend(backend: CpuBackend, length: number): { readonly values: Float32Array; readonly tensor: TensorInfo };
}

/**
 * Reserves whose tensor is gone are used again. A reserve is megabytes, and as a new array at every step it
 * takes the system as long to clear as the kernel takes to fill. Nobody but the gradient kernel reads it, so
 * nobody can still be holding the old numbers.
 */
export function createReserves(): Reserves {
  let lent: { readonly values: Float32Array; readonly tensor: TensorInfo }[] = [];
  return {
    lend(backend, length) {
      const isFree = ({ tensor }: { tensor: TensorInfo }) => !backend.data.has(tensor.dataId);
      const free = lent.findLast((reserve) => reserve.values.length === length && isFree(reserve));
      // Where none fits, the sizes have changed, and what was kept for the old ones is let go.
      lent = lent.filter((reserve) => reserve !== free && (free || !isFree(reserve)));
      const values = free?.values ?? new Float32Array(length);
      const reserve = { values, tensor: backend.makeTensorInfo([length], 'float32', values) };
      lent.push(reserve);
      return reserve;
    },
  };
}
