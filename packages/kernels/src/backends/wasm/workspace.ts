import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../contract/size-of.js';
import type { KernelFunctions, KernelModule } from '../../webassembly/module.js';
import { mostBytes, tooLarge, type Workspace } from '../../webassembly/workspace.js';

/** What we use of `BackendWasm`: its Emscripten module and the place of each tensor in its memory. */
export interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory?: WebAssembly.Memory };
    /** The threaded build imports its memory, and keeps it here. */
    readonly wasmMemory?: WebAssembly.Memory;
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: {
    get(dataId: TensorInfo['dataId']): { readonly memoryOffset: number };
    has(dataId: TensorInfo['dataId']): boolean;
  };
  disposeData(dataId: TensorInfo['dataId']): void;
  incRef(dataId: TensorInfo['dataId']): void;
  makeOutput(shape: readonly number[], dtype: 'float32', memoryOffset?: number): TensorInfo;
}

/** The backend's memory; its buffer is another one after it has grown. */
export function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory {
  const memory = wasm.asm.memory ?? wasm.wasmMemory;
  if (!memory) throw new Error('registerKernels: this version of the wasm backend does not show its memory');
  return memory;
}

/** The kernels of `module` in the backend's own memory, made once for each backend. */
export function createWasmWorkspaces(module: KernelModule): (backend: WasmBackend) => Workspace {
  const instances = new WeakMap<WasmBackend, KernelFunctions>();
  return (backend) => {
    const run = instances.get(backend) ?? module.instantiate(memoryOf(backend));
    instances.set(backend, run);
    return openWasmWorkspace(backend, run, memoryOf(backend));
  };
}

/** Works in place: tensors stay where they are, scratch comes from the backend's allocator. */
function openWasmWorkspace(
  backend: WasmBackend,
  run: KernelFunctions,
  memory: WebAssembly.Memory,
): Workspace {
  const outputs: TensorInfo[] = [];
  const scratch: number[] = [];
  let isHandedOver = false;
  // Above 2 GiB an address arrives as a negative number.
  const addressOf = (tensor: TensorInfo) => backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
  function output(shape: readonly number[]): number {
    const bytes = Float32Array.BYTES_PER_ELEMENT * sizeOf(shape);
    requireAddressable(bytes);
    const tensor = backend.makeOutput(shape, 'float32');
    outputs.push(tensor);
    return requireMemory(memory, addressOf(tensor), bytes);
  }
  return {
    run,
    input: (tensor) => (tensor ? addressOf(tensor) : 0),
    output,
    reserve: (floats) => output([floats]),
    scratch(bytes) {
      requireAddressable(bytes);
      const address = backend.wasm._malloc(bytes) >>> 0;
      if (address !== 0) scratch.push(address);
      return requireMemory(memory, address, bytes);
    },
    outputs() {
      isHandedOver = true;
      return outputs;
    },
    close() {
      if (!isHandedOver) for (const { dataId } of outputs) backend.disposeData(dataId);
      for (const address of scratch) backend.wasm._free(address);
    },
  };
}

/** @throws RangeError for more bytes than a 32-bit address reaches: the allocator would be asked for what is left of them */
function requireAddressable(bytes: number): void {
  if (bytes >= mostBytes) throw new RangeError(tooLarge(bytes));
}

/** @throws RangeError unless all the bytes lie in the memory: the allocator answers 0 where it has no more */
function requireMemory(memory: WebAssembly.Memory, address: number, bytes: number): number {
  if (address === 0 || address + bytes > memory.buffer.byteLength) throw new RangeError(tooLarge(bytes));
  return address;
}
