import { relaxedSimd, simd } from './generated/wasm.js';

type Kernel =
  | 'sgd'
  | 'momentum'
  | 'rmsprop'
  | 'adam'
  | 'activateOne'
  | 'matmul'
  | 'matmulScratch'
  | 'rnnForward'
  | 'rnnForwardScratch'
  | 'rnnBackward'
  | 'rnnBackwardScratch'
  | 'gruForward'
  | 'gruForwardScratch'
  | 'gruBackward'
  | 'gruBackwardScratch'
  | 'gruResetBeforeForward'
  | 'gruResetBeforeForwardScratch'
  | 'gruResetBeforeBackward'
  | 'gruResetBeforeBackwardScratch'
  | 'gruReserve'
  | 'lstmForward'
  | 'lstmForwardScratch'
  | 'lstmBackward'
  | 'lstmBackwardScratch'
  | 'lstmReserve';

/** The functions of assembly/index.ts. Addresses are bytes, sizes are counts, an absent tensor has address 0. */
export type KernelFunctions = { readonly [name in Kernel]: (...values: number[]) => number };

export interface WasmModule {
  readonly build: 'relaxed-simd' | 'simd';
  /** The kernels at work in `memory`, of which they touch only the addresses they are given. */
  instantiate(memory: WebAssembly.Memory): KernelFunctions;
}

let loading: Promise<WasmModule | undefined> | undefined;

/** The fastest build that this engine accepts; undefined without WebAssembly SIMD. */
export function loadWasmModule(): Promise<WasmModule | undefined> {
  loading ??= load();
  return loading;
}

async function load(): Promise<WasmModule | undefined> {
  if (typeof WebAssembly === 'undefined') return undefined;
  for (const [build, base64] of [
    ['relaxed-simd', relaxedSimd],
    ['simd', simd],
  ] as const) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    if (WebAssembly.validate(bytes)) return compile(build, bytes);
  }
  return undefined;
}

/** Compiles `bytes`; a variant for shared memory, which the threaded backend has, is compiled when first needed. */
export async function compile(
  build: WasmModule['build'],
  bytes: Uint8Array<ArrayBuffer>,
): Promise<WasmModule> {
  const module = await WebAssembly.compile(bytes);
  return {
    build,
    instantiate(memory) {
      const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
      const linked = shared ? new WebAssembly.Module(withSharedMemory(bytes)) : module;
      return new WebAssembly.Instance(linked, { env: { memory } }).exports as unknown as KernelFunctions;
    },
  };
}

/** The same module importing its memory as shared: one flag behind the import's name, kind and `has maximum`. */
function withSharedMemory(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const memoryKind = 2;
  const hasMaximum = 1;
  const hasMaximumAndIsShared = 3;
  const name = [...'memory'].map((character) => character.charCodeAt(0));
  const pattern = [...name, memoryKind, hasMaximum];
  const at = bytes.findIndex((_, start) => pattern.every((byte, offset) => bytes[start + offset] === byte));
  const copy = bytes.slice();
  copy[at + pattern.length - 1] = hasMaximumAndIsShared;
  return copy;
}
