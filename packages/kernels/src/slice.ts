import * as tf from '@tensorflow/tfjs';
import type { CpuBackend } from './cpu-workspace.js';
import { memoryOf, type WasmBackend } from './wasm-workspace.js';

type Place = (backend: tf.KernelBackend, x: tf.Tensor, size: number[], runs: readonly Run[]) => tf.TensorInfo;

/** `length` numbers that lie together in the tensor, from number `from` on. */
interface Run {
  readonly from: number;
  readonly length: number;
}

/**
 * Replaces `Slice` of a backend. The cpu backend's goes through index arrays for every number, the wasm backend's
 * makes two views for every row: reading the last step of a sequence took them as long as these kernels take for a
 * good part of it. This one copies the runs that lie together.
 */
function replaceSlice(backendName: string, place: Place): void {
  const original = tf.getKernel('Slice', backendName);
  if (!original) return;
  tf.unregisterKernel('Slice', backendName);
  tf.registerKernel({
    ...original,
    kernelFunc(call) {
      const x = call.inputs.x as tf.Tensor;
      const { begin, size } = call.attrs as unknown as { begin: number[]; size: number[] };
      const [starts, lengths] = tf.slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
      tf.slice_util.assertParamsValid(x, starts, lengths);
      const contiguous = tf.slice_util.isSliceContinous(x.shape, starts, lengths);
      if (x.dtype !== 'float32' || x.shape.length < 2 || contiguous) return original.kernelFunc(call);
      return place(call.backend as tf.KernelBackend, x, lengths, runsOf(x.shape, starts, lengths));
    },
  });
}

/** The innermost rows of the part of a row-major array that starts at `starts` and is `lengths` long. */
function runsOf(shape: readonly number[], starts: readonly number[], lengths: readonly number[]): Run[] {
  const last = shape.length - 1;
  let places = [0];
  for (const [axis, length] of lengths.slice(0, -1).entries())
    places = places.flatMap((place) =>
      Array.from({ length }, (_, i) => place * shape[axis]! + starts[axis]! + i),
    );
  return places.map((place) => ({ from: place * shape[last]! + starts[last]!, length: lengths[last]! }));
}

export function registerCpuSlice(): void {
  replaceSlice('cpu', (backend, x, size, runs) => {
    const cpu = backend as unknown as CpuBackend;
    const values = cpu.readSync(x.dataId) as Float32Array;
    const result = new Float32Array(size.reduce((product, length) => product * length, 1));
    let at = 0;
    for (const { from, length } of runs) {
      result.set(values.subarray(from, from + length), at);
      at += length;
    }
    return cpu.makeTensorInfo(size, 'float32', result);
  });
}

export function registerWasmSlice(): void {
  replaceSlice('wasm', (backend, x, size, runs) => {
    const wasm = backend as unknown as WasmBackend;
    const result = wasm.makeOutput(size, 'float32');
    const start = (tensor: tf.TensorInfo) => (wasm.dataIdMap.get(tensor.dataId).memoryOffset >>> 0) / 4;
    const source = start(x);
    let at = start(result);
    const heap = new Float32Array(memoryOf(wasm).buffer); // after makeOutput, which may have let it grow
    for (const { from, length } of runs) {
      heap.copyWithin(at, source + from, source + from + length);
      at += length;
    }
    return result;
  });
}
