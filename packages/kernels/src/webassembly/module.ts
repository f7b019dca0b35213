import type { KernelFunctions as AllFunctions } from '../generated/functions.js';
import { relaxedSimd, simd } from '../generated/wasm.js';

/** By which instances of the module on one memory share a call: see assembly/share.ts. */
export type SharingFunctions = Pick<AllFunctions, 'share' | 'sharedBytes' | 'addGroups'>;
export type KernelFunctions = Omit<AllFunctions, keyof SharingFunctions>;

/** The kernels, to be had for any memory. */
export interface KernelModule {
  /** The kernels at work in `memory`, of which they touch only the addresses they are given. */
  instantiate(memory: WebAssembly.Memory): KernelFunctions;
}

/** What an instance that shares its calls asks of whoever holds it. */
export interface Sharing {
  claim(): number;
  addTogether(sums: number, bytes: number, groups: number): void;
}

export interface WasmModule extends KernelModule {
  readonly build: 'relaxed-simd' | 'simd';
  /** Its variant for a shared memory, compiled when first needed. */
  forShared(): WebAssembly.Module;
}

interface Build {
  readonly name: WasmModule['build'];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The fastest build that this engine accepts; undefined without WebAssembly SIMD. */
function fastestBuild(): Build | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  for (const [name, base64] of [
    ['relaxed-simd', relaxedSimd],
    ['simd', simd],
  ] as const) {
    const bytes = bytesOf(base64);
    if (WebAssembly.validate(bytes)) return { name, bytes };
  }
  return undefined;
}

let used: { readonly module: WasmModule | undefined } | undefined;

/**
 * The module in its fastest build, compiled at once, which takes milliseconds; undefined without WebAssembly SIMD.
 *
 * @throws RangeError in the main thread of pages in Chromium before 115, unless `loadWasmModule` was awaited
 * @throws WebAssembly.CompileError where a page's policy forbids WebAssembly
 */
export function wasmModule(): WasmModule | undefined {
  if (!used) {
    const build = fastestBuild();
    used = { module: build && moduleOf(build, new WebAssembly.Module(build.bytes)) };
  }
  return used.module;
}

/** The same, compiled where a page's main thread may not. */
export async function loadWasmModule(): Promise<WasmModule | undefined> {
  const build = used ? undefined : fastestBuild();
  if (build) {
    const compiled = await WebAssembly.compile(build.bytes);
    used ??= { module: moduleOf(build, compiled) };
  }
  return wasmModule();
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

const isAlone: Sharing = { claim: () => 0, addTogether: () => {} };

/** An instance of the module at work in `memory`; by itself, unless it is told how to share its calls. */
export function instanceOf(module: WebAssembly.Module, memory: WebAssembly.Memory, sharing = isAlone) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, ...sharing } });
  return exports as unknown as AllFunctions;
}

export const isShared = ({ buffer }: WebAssembly.Memory): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;

/** A build as a module. */
export function moduleOf({ name, bytes }: Build, compiled: WebAssembly.Module): WasmModule {
  let shared: WebAssembly.Module | undefined;
  const forShared = () => {
    shared ??= new WebAssembly.Module(importingSharedMemory(bytes));
    return shared;
  };
  return {
    build: name,
    forShared,
    instantiate: (memory) => instanceOf(isShared(memory) ? forShared() : compiled, memory),
  };
}

/**
 * The module for the memory of a backend with threads. In the binary `memory` is followed by the kind of the import and by
 * flags, of which 2 says that it is shared; nothing else differs.
 */
function importingSharedMemory(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const shared = bytes.slice();
  const name = [...'memory'].map((character) => character.charCodeAt(0));
  const at = bytes.findIndex((_, i) => name.every((code, k) => bytes[i + k] === code));
  shared[at + name.length + 1]! |= 2;
  return shared;
}
