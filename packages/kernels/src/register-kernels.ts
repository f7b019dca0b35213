import * as tf from '@tensorflow/tfjs';
import { registerCpu } from './register-cpu.js';
import { registerWasm } from './register-wasm.js';
import { registerCpuSlice, registerWasmSlice } from './slice.js';
import { registerWasmIdentity } from './wasm-identity.js';
import { loadWasmModule } from './wasm-module.js';

/** What `registerKernels` found and did. */
export interface KernelReport {
  /** The build in use: `none` where the engine has no WebAssembly SIMD, and nothing was registered. */
  readonly build: 'relaxed-simd' | 'simd' | 'none';
  /** The backends that have the kernels now. */
  readonly backends: readonly ('wasm' | 'cpu')[];
  /** Whether the backend TensorFlow.js uses at this moment is one of them. */
  readonly active: boolean;
}

let registering: Promise<Omit<KernelReport, 'active'>> | undefined;

/**
 * Registers the kernels of sequences and optimizers for the TensorFlow.js backends wasm and cpu, and replaces
 * slow ones of TensorFlow.js, `Slice` on both and `Identity` on wasm. A second call changes nothing and reports anew. Without WebAssembly SIMD nothing is
 * registered, and the cells use their composed operations.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
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
  const module = await loadWasmModule();
  if (!module) return { build: 'none', backends: [] };
  registerWasm(module);
  registerWasmIdentity();
  registerWasmSlice();
  registerCpu(module);
  registerCpuSlice();
  return { build: module.build, backends: ['wasm', 'cpu'] };
}
