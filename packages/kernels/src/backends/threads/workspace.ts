import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../contract/size-of.js';
import { isShared, type KernelFunctions, type WasmModule } from '../../webassembly/module.js';
import { mostBytes, type Workspace } from '../../webassembly/workspace.js';
import { createWasmWorkspaces, memoryOf, type WasmBackend } from '../wasm/workspace.js';
import { type Areas, createAreas } from './areas.js';
import { shareCalls } from './share-calls.js';

/**
 * Where threads compute: the backend's own memory where that is shared, as in pages whose TensorFlow.js has threads
 * itself; else a shared memory of ours, into which tensors are copied, and out of which results.
 */
export function createThreadWorkspaces(
  module: WasmModule,
  threads: number,
): (backend: WasmBackend) => Workspace {
  const inPlace = createWasmWorkspaces({ instantiate: (memory) => shareCalls(module, memory, threads) });
  const own = new WeakMap<WasmBackend, SharedMemory>();
  return (backend) => {
    if (isShared(memoryOf(backend))) return inPlace(backend);
    const shared = own.get(backend) ?? createSharedMemory(module, threads);
    own.set(backend, shared);
    return openWorkspace(backend, shared);
  };
}

interface SharedMemory {
  readonly memory: WebAssembly.Memory;
  readonly areas: Areas;
  readonly run: KernelFunctions;
  /** Reserves stay there, each behind a tensor that stands for it. */
  readonly reserves: Map<TensorInfo['dataId'], number>;
}

function createSharedMemory(module: WasmModule, threads: number): SharedMemory {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: mostBytes / 65536, shared: true });
  return {
    memory,
    areas: createAreas(memory),
    run: shareCalls(module, memory, threads),
    reserves: new Map(),
  };
}

function openWorkspace(backend: WasmBackend, { memory, areas, run, reserves }: SharedMemory): Workspace {
  for (const [dataId, address] of reserves) {
    if (backend.dataIdMap.has(dataId)) continue;
    areas.free(address);
    reserves.delete(dataId);
  }
  const taken: number[] = [];
  const results: (() => TensorInfo)[] = [];
  const numbersIn = ({ buffer }: WebAssembly.Memory, address: number, size: number) =>
    new Float32Array(buffer, address, size);
  const addressOf = ({ dataId }: TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset >>> 0;

  function take(bytes: number): number {
    const address = areas.take(bytes);
    taken.push(address);
    return address;
  }
  return {
    run,
    input(tensor) {
      if (!tensor) return 0;
      const reserve = reserves.get(tensor.dataId);
      if (reserve !== undefined) return reserve;
      const size = sizeOf(tensor.shape);
      const address = take(4 * size);
      const values = numbersIn(memoryOf(backend), addressOf(tensor), size);
      numbersIn(memory, address, size).set(values);
      return address;
    },
    output(shape) {
      const size = sizeOf(shape);
      const address = take(4 * size);
      results.push(() => {
        const tensor = backend.makeOutput(shape, 'float32');
        numbersIn(memoryOf(backend), addressOf(tensor), size).set(numbersIn(memory, address, size));
        return tensor;
      });
      return address;
    },
    reserve(floats) {
      const address = take(4 * floats);
      results.push(() => {
        const tensor = backend.makeOutput([floats], 'float32', 0);
        reserves.set(tensor.dataId, address);
        taken.splice(taken.indexOf(address), 1);
        return tensor;
      });
      return address;
    },
    scratch: take,
    outputs: () => results.map((result) => result()),
    close() {
      for (const address of taken) areas.free(address);
    },
  };
}
