import * as tf from '@tensorflow/tfjs';
import type { CpuBackend } from './cpu-workspace.js';
import { memoryOf, type WasmBackend } from './wasm-workspace.js';

/** Copies `length` numbers that lie together, from number `from` of the tensor to number `to` of the result. */
type CopyRun = (from: number, to: number, length: number) => void;
/** Makes the result on a backend; `copyAll` calls back for each run. */
type Place = (
  backend: tf.KernelBackend,
  x: tf.Tensor,
  size: number[],
  copyAll: (copy: CopyRun) => void,
) => tf.TensorInfo;

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
      return place(call.backend as tf.KernelBackend, x, lengths, (copy) =>
        forEachRun(x.shape, starts, lengths, copy),
      );
    },
  });
}

/** The innermost rows of the part of a row-major array that starts at `starts` and is `lengths` long, in order. */
function forEachRun(
  shape: readonly number[],
  starts: readonly number[],
  lengths: readonly number[],
  copy: CopyRun,
): void {
  const last = shape.length - 1;
  const run = lengths[last]!;
  let to = 0;
  function walk(axis: number, place: number): void {
    const first = place * shape[axis]! + starts[axis]!;
    if (axis === last) {
      copy(first, to, run);
      to += run;
    } else for (let i = 0; i < lengths[axis]!; i++) walk(axis + 1, first + i);
  }
  walk(0, 0);
}

export function registerCpuSlice(): void {
  replaceSlice('cpu', (backend, x, size, copyAll) => {
    const cpu = backend as unknown as CpuBackend;
    const values = cpu.readSync(x.dataId) as Float32Array;
    const result = new Float32Array(size.reduce((product, length) => product * length, 1));
    copyAll((from, to, length) => result.set(values.subarray(from, from + length), to));
    return cpu.makeTensorInfo(size, 'float32', result);
  });
}

export function registerWasmSlice(): void {
  replaceSlice('wasm', (backend, x, size, copyAll) => {
    const wasm = backend as unknown as WasmBackend;
    const result = wasm.makeOutput(size, 'float32');
    const start = (tensor: tf.TensorInfo) => (wasm.dataIdMap.get(tensor.dataId).memoryOffset >>> 0) / 4;
    const [xStart, resultStart] = [start(x), start(result)];
    const heap = new Float32Array(memoryOf(wasm).buffer); // after makeOutput, which may have let it grow
    copyAll((from, to, length) => {
      heap.copyWithin(resultStart + to, xStart + from, xStart + from + length);
    });
    return result;
  });
}
