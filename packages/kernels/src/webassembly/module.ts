import type { KernelFunctions } from '../generated/functions.js';
import { relaxedSimd, simd } from '../generated/wasm.js';

export type { KernelFunctions };

/** The kernels, to be had for any memory. */
export interface KernelModule {
  /** The kernels at work in `memory`, of which they touch only the addresses they are given. */
  instantiate(memory: WebAssembly.Memory): KernelFunctions;
}

export interface WasmModule extends KernelModule {
  readonly build: 'relaxed-simd' | 'simd';
}

let loading: Promise<WasmModule | undefined> | undefined;

/** The fastest build that this engine accepts; undefined without WebAssembly SIMD. */
export function loadWasmModule(): Promise<WasmModule | undefined> {
  loading ??= load();
  return loading;
}

async function load(): Promise<WasmModule | undefined> {
  if (typeof WebAssembly === 'undefined') return undefined;
  // A backend with threads has a shared memory, for which there is a module of its own.
  const shared =
    typeof SharedArrayBuffer === 'undefined' ? undefined : await import('../generated/shared-wasm.js');
  for (const [build, base64, sharedBase64] of [
    ['relaxed-simd', relaxedSimd, shared?.relaxedSimd],
    ['simd', simd, shared?.simd],
  ] as const) {
    const bytes = bytesOf(base64);
    if (WebAssembly.validate(bytes)) return compile(build, bytes, sharedBase64);
  }
  return undefined;
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Compiles `bytes`; the variant for shared memory is compiled when first needed. */
export async function compile(
  build: WasmModule['build'],
  bytes: Uint8Array<ArrayBuffer>,
  shared: string | undefined,
): Promise<WasmModule> {
  const module = await WebAssembly.compile(bytes);
  return {
    build,
    instantiate(memory) {
      const isShared = shared !== undefined && memory.buffer instanceof SharedArrayBuffer;
      const linked = isShared ? new WebAssembly.Module(bytesOf(shared)) : module;
      return new WebAssembly.Instance(linked, { env: { memory } }).exports as unknown as KernelFunctions;
    },
  };
}
