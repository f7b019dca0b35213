import * as tf from '@tensorflow/tfjs-core';
import { backends } from './backends/all.js';
import { useKernels } from './backends/backend.js';
import { loadWasmModule } from './webassembly/module.js';

type BackendName = Awaited<ReturnType<(typeof backends)[number]>>['name'];

/** What `registerKernels` found and did. */
export interface KernelReport {
  /** The WebAssembly build in use; `none` where the engine has no SIMD, and nothing was registered. */
  readonly build: 'relaxed-simd' | 'simd' | 'none';
  /** The backends that have the kernels now. */
  readonly backends: readonly BackendName[];
  /** Whether the backend TensorFlow.js uses at this moment is one of them. */
  readonly active: boolean;
}

let registering: Promise<Omit<KernelReport, 'active'>> | undefined;

/**
 * Registers the kernels of sequences and optimizers for the TensorFlow.js backends wasm and cpu, and replaces
 * slow ones of TensorFlow.js, `Slice` on both and `Identity` on wasm. A second call changes nothing and
 * reports anew. Without WebAssembly SIMD nothing is registered, and the cells use their composed operations.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-wasm';
 * import { registerKernels } from '@unrolled/kernels';
 *
 * await tf.setBackend('wasm');
 * console.log(await registerKernels()); // { build: 'simd', backends: ['wasm', 'cpu'], active: true }
 * ```
 */
export async function registerKernels(): Promise<KernelReport> {
  registering ??= register();
  const report = await registering;
  const current = tf.getBackend();
  return { ...report, active: report.backends.some((name) => name === current) };
}

async function register(): Promise<Omit<KernelReport, 'active'>> {
  const opened: BackendName[] = [];
  for (const load of backends) {
    const backend = await load();
    const kernels = await backend.open();
    if (!kernels) continue;
    useKernels(backend.name, kernels);
    opened.push(backend.name);
  }
  const module = await loadWasmModule();
  return { build: module?.build ?? 'none', backends: opened };
}
