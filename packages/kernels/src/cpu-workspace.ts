import type { TensorInfo, TypedArray } from '@tensorflow/tfjs';
import type { KernelFunctions, WasmModule } from './wasm-module.js';
import type { Workspace } from './workspace.js';

/** What we use of `MathBackendCPU`. */
export interface CpuBackend {
  readSync(dataId: TensorInfo['dataId']): TypedArray;
  makeTensorInfo(shape: readonly number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

const pageBytes = 65536;
const alignment = 64;

/**
 * A memory of our own: tensors are copied in, results out. Each call starts again at the beginning, so the memory
 * grows to what the largest call needs and stays there.
 */
export function createCpuWorkspaces(module: WasmModule): (backend: CpuBackend) => Workspace {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const run: KernelFunctions = module.instantiate(memory);
  return (backend) => openCpuWorkspace(backend, memory, run);
}

function openCpuWorkspace(backend: CpuBackend, memory: WebAssembly.Memory, run: KernelFunctions): Workspace {
  let end = alignment; // address 0 means an absent tensor
  const results: { address: number; shape: readonly number[] }[] = [];

  function reserve(bytes: number): number {
    const address = end;
    end = Math.ceil((address + bytes) / alignment) * alignment;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return address;
  }
  return {
    run,
    input(tensor) {
      if (!tensor) return 0;
      const values = backend.readSync(tensor.dataId);
      const address = reserve(values.length * Float32Array.BYTES_PER_ELEMENT);
      new Float32Array(memory.buffer, address, values.length).set(values);
      return address;
    },
    output(shape) {
      const address = reserve(sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT);
      results.push({ address, shape });
      return address;
    },
    scratch: reserve,
    outputs: () =>
      results.map(({ address, shape }) =>
        backend.makeTensorInfo(
          shape,
          'float32',
          new Float32Array(memory.buffer, address, sizeOf(shape)).slice(),
        ),
      ),
    close() {},
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
