import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernels } from '../backend.js';
import { sliceByRuns } from '../slice.js';
import { memoryOf, type WasmBackend } from './workspace.js';

export function wasmSlice(): Kernels {
  return sliceByRuns('wasm', (backend, x, size, copyAll) => {
    const wasm = backend as WasmBackend;
    const result = wasm.makeOutput(size, 'float32');
    const start = (tensor: TensorInfo) => (wasm.dataIdMap.get(tensor.dataId).memoryOffset >>> 0) / 4;
    const [xStart, resultStart] = [start(x), start(result)];
    const heap = new Float32Array(memoryOf(wasm).buffer); // after makeOutput, which may have let it grow
    copyAll((from, to, length) => {
      heap.copyWithin(resultStart + to, xStart + from, xStart + from + length);
    });
    return result;
  });
}
