import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelFunctions, KernelModule } from '../../webassembly/module.js';
import type { Workspace } from '../../webassembly/workspace.js';

/** What we use of `BackendWasm`: its Emscripten module and the place of each tensor in its memory. */
export interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory?: WebAssembly.Memory };
    /** The threaded build imports its memory, and keeps it here. */
    readonly wasmMemory?: WebAssembly.Memory;
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: TensorInfo['dataId']): { readonly memoryOffset: number } };
  incRef(dataId: TensorInfo['dataId']): void;
  makeOutput(shape: readonly number[], dtype: 'float32'): TensorInfo;
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
    return openWasmWorkspace(backend, run);
  };
}

/** Works in place: tensors stay where they are, scratch comes from the backend's allocator. */
function openWasmWorkspace(backend: WasmBackend, run: KernelFunctions): Workspace {
  const outputs: TensorInfo[] = [];
  const scratch: number[] = [];
  // Above 2 GiB an address arrives as a negative number.
  const addressOf = (tensor: TensorInfo) => backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
  function output(shape: readonly number[]): number {
    const tensor = backend.makeOutput(shape, 'float32');
    outputs.push(tensor);
    return requireMemory(addressOf(tensor));
  }
  return {
    run,
    input: (tensor) => (tensor ? addressOf(tensor) : 0),
    output,
    reserve: (floats) => output([floats]),
    scratch(bytes) {
      const address = requireMemory(backend.wasm._malloc(bytes) >>> 0);
      scratch.push(address);
      return address;
    },
    outputs: () => outputs,
    close() {
      for (const address of scratch) backend.wasm._free(address);
    },
  };
}

function requireMemory(address: number): number {
  if (address === 0) throw new Error('wasm backend: out of memory');
  return address;
}
