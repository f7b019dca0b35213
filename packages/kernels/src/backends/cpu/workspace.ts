import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../contract/size-of.js';
import type { KernelFunctions, KernelModule } from '../../webassembly/module.js';
import { tooLarge, type Workspace } from '../../webassembly/workspace.js';
import { type CpuBackend, createReserves, type Reserves } from './reserve.js';

const pageBytes = 65536;
const alignment = 64;

/**
 * A memory of our own: tensors are copied in, results out. Each call starts again at the beginning, so the
 * memory grows to what the largest call needs and stays there.
 */
export function createCpuWorkspaces(module: KernelModule): (backend: CpuBackend) => Workspace {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const run: KernelFunctions = module.instantiate(memory);
  const reserves = createReserves();
  return (backend) => openCpuWorkspace(backend, memory, run, reserves);
}

function openCpuWorkspace(
  backend: CpuBackend,
  memory: WebAssembly.Memory,
  run: KernelFunctions,
  reserves: Reserves,
): Workspace {
  let end = alignment; // address 0 means an absent tensor
  const results: (() => TensorInfo)[] = [];

  function allocate(bytes: number): number {
    const address = end;
    end = Math.ceil((address + bytes) / alignment) * alignment;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) grow(memory, missing, bytes);
    return address;
  }
  function numbersAt(address: number, size: number): Float32Array {
    return new Float32Array(memory.buffer, address, size);
  }
  return {
    run,
    input(tensor) {
      if (!tensor) return 0;
      const values = backend.readSync(tensor.dataId);
      const address = allocate(values.length * Float32Array.BYTES_PER_ELEMENT);
      numbersAt(address, values.length).set(values);
      return address;
    },
    output(shape) {
      const size = sizeOf(shape);
      const address = allocate(size * Float32Array.BYTES_PER_ELEMENT);
      results.push(() => backend.makeTensorInfo(shape, 'float32', numbersAt(address, size).slice()));
      return address;
    },
    reserve(size) {
      const address = allocate(size * Float32Array.BYTES_PER_ELEMENT);
      results.push(() => {
        const { values, tensor } = reserves.lend(backend, size);
        values.set(numbersAt(address, size));
        return tensor;
      });
      return address;
    },
    scratch: allocate,
    outputs: () => results.map((result) => result()),
    close() {},
  };
}

/** @throws RangeError where the memory can grow no more */
function grow(memory: WebAssembly.Memory, missing: number, bytes: number): void {
  try {
    memory.grow(Math.ceil(missing / pageBytes));
  } catch {
    throw new RangeError(tooLarge(bytes));
  }
}
