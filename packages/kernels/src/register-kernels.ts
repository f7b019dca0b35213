import * as tf from '@tensorflow/tfjs-core';
import { backends } from './backends/all.js';
import { useKernels } from './backends/backend.js';
import { loadNative, type NativeOptions, type NativeReport } from './backends/native/load-native.js';
import { loadWasmModule } from './webassembly/module.js';

type BackendName = Awaited<ReturnType<(typeof backends)[number]>>['name'];

/** What `registerKernels` found and did. */
export interface KernelReport {
  /** The WebAssembly build in use; `none` where the engine has no SIMD, and nothing was registered. */
  readonly build: 'relaxed-simd' | 'simd' | 'none';
  /** The addon that the backend wasm uses in place of that build, with its instruction set and threads, or why not. */
  readonly native: NativeReport;
  /** The backends that have the kernels now. */
  readonly backends: readonly BackendName[];
  /** Whether the backend TensorFlow.js uses at this moment is one of them. */
  readonly active: boolean;
}

let registering: Promise<Omit<KernelReport, 'active'>> | undefined;
let registered: Omit<KernelReport, 'active'> | undefined;

/**
 * Registers the kernels of sequences and optimizers for the TensorFlow.js backends wasm and cpu, and replaces
 * slow ones of TensorFlow.js, `Slice` on both and `Identity` on wasm. Where `@unrolled/native` is installed and has an addon
 * for this platform, wasm uses that: in C, on several threads. A second call changes nothing and reports anew.
 * Without WebAssembly SIMD nothing is registered, and the cells use their composed operations.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-wasm';
 * import { registerKernels } from '@unrolled/kernels';
 *
 * await tf.setBackend('wasm');
 * const { build, native, backends, active } = await registerKernels();
 * console.log(build, backends, active); // simd ['wasm', 'cpu'] true
 * console.log(native); // { used: true, instructions: 'avx2', threads: 2, version: '0.1.0' }
 * ```
 */
export async function registerKernels(options: NativeOptions = {}): Promise<KernelReport> {
  registering ??= register(options);
  registered = await registering;
  const report = registered;
  const current = tf.getBackend();
  return { ...report, active: report.backends.some((name) => name === current) };
}

/**
 * Whose kernels the backend in use has, as `native 0.1.0`, `simd` or `relaxed-simd`: each rounds in places of its own, so
 * that the last digits of a run depend on it. `none` where it has none, or before `registerKernels` has ended.
 */
export function kernelsInUse(): string {
  const name = tf.getBackend();
  if (!registered?.backends.some((backend) => backend === name)) return 'none';
  const { native, build } = registered;
  return name === 'wasm' && native.used ? `native ${native.version}` : build;
}

async function register(options: NativeOptions): Promise<Omit<KernelReport, 'active'>> {
  const opened = new Set<BackendName>();
  for (const load of backends) {
    const backend = await load();
    const kernels = await backend.open(options);
    if (!kernels) continue;
    useKernels(backend.name, kernels);
    opened.add(backend.name);
  }
  const module = await loadWasmModule();
  const { report } = await loadNative(options);
  return { build: module?.build ?? 'none', native: report, backends: [...opened] };
}
