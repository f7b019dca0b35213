import * as tf from '@tensorflow/tfjs-core';
import { backends } from './backends/all.js';
import { useKernels } from './backends/backend.js';
import { loadNative, type NativeOptions, type NativeReport } from './backends/native/load-native.js';
import { type ThreadsReport, threadsInWasm } from './backends/threads/count.js';
import { loadWasmModule, wasmModule } from './webassembly/module.js';

export interface KernelOptions extends NativeOptions {
  /** False leaves every backend without them, and cells compose their sequences of TensorFlow.js's operations. */
  readonly kernels?: boolean;
}

/** What is in use. */
export interface KernelReport {
  /** The WebAssembly build that this engine takes; `none` where it has no SIMD, and nothing was registered. */
  readonly build: 'relaxed-simd' | 'simd' | 'none';
  /** The addon that the backend wasm uses in place of that build, with its instruction set and threads, or why not. */
  readonly native: NativeReport;
  /** How many threads share a call of that build on the backend wasm, and why it is one. */
  readonly threads: ThreadsReport;
  /** The backends that there are kernels for, whether TensorFlow.js has loaded them or not. */
  readonly available: readonly string[];
  /** The backends that have the kernels now. */
  readonly backends: readonly string[];
  /** The backend that TensorFlow.js computes with; absent where none has started. */
  readonly backend?: string;
  /** Whether that one has the kernels. */
  readonly active: boolean;
  /** Why it has not. */
  readonly reason?: string;
}

const available = [...new Set(backends.map(({ name }) => name))];
/** The backends that were opened: why they have no kernels, or nothing where they have them. */
const opened = new Map<string, string | undefined>();
const switchedOff = 'they were switched off by registerKernels({ kernels: false })';
let areWanted = true;
let isTold = false;

/** Opens a backend unless it has its kernels. */
function open(name: string, options: NativeOptions): void {
  if (opened.has(name) && opened.get(name) === undefined) return;
  opened.set(name, areWanted ? attempt(name, options) : switchedOff);
}

/** @returns why it has no kernels, if it has none */
function attempt(name: string, options: NativeOptions): string | undefined {
  const rooms = backends.filter((backend) => backend.name === name);
  if (rooms.length === 0) return `there are none for the backend ${name}`;
  try {
    const kernels = rooms.map((room) => room.open(options)).filter((found) => found !== undefined);
    for (const found of kernels) useKernels(name, found);
    return kernels.length > 0 ? undefined : (rooms[0]!.lacking ?? 'this engine has no WebAssembly SIMD');
  } catch (error) {
    return `WebAssembly did not compile at once; await registerKernels() first (${(error as Error).message})`;
  }
}

/**
 * Sees to it that the backend in use has its kernels, at once: what cells, layers and optimizers do when they are first
 * used. Where it can have none a warning says why, once.
 *
 * @example
 * await tf.setBackend('cpu');
 * bringKernels();
 * kernelsInUse() !== 'none'; // → true
 */
export function bringKernels(): void {
  const name = tf.getBackend();
  if (opened.has(name)) return;
  open(name, {});
  const reason = opened.get(name);
  if (reason === undefined || !areWanted || isTold) return;
  isTold = true;
  console.warn(`unrolled: without compiled kernels, and so slower: ${reason}`);
}

/**
 * What is composed of TensorFlow.js's operations, as the backend in use runs it fastest.
 *
 * @example
 * const double: tf.KernelFunc = ({ inputs }) => tf.mul(inputs.x as tf.Tensor, 2);
 * const kernel = compiled('Double', double);
 * kernel({ inputs: { x: tf.tensor1d([1, 2]) }, backend: tf.backend() }); // → [2, 4]
 */
export function compiled(kernelName: string, composition: tf.KernelFunc): tf.KernelFunc {
  const name = tf.getBackend();
  if (!withKernels().includes(name)) return composition;
  const compile = backends.find((backend) => backend.name === name)?.compile;
  return compile ? compile(kernelName, composition) : composition;
}

/**
 * Gives the backends wasm, cpu and webgpu their kernels of sequences and optimizers, and says what is in use. Cells, layers and
 * optimizers do so themselves when they are first used; a call beforehand chooses how, and compiles where a page's main
 * thread may not (Chromium before 115). It also replaces slow kernels of TensorFlow.js, `Slice` on wasm and cpu and `Identity` on
 * wasm. Where `@unrolled/native` is installed and has an addon for this platform, wasm uses that: in C, on several threads.
 * Without WebAssembly SIMD nothing is registered, and the cells use their composed operations.
 *
 * What was chosen first stays; a later call reports anew.
 *
 * @throws Error if `kernels: false` comes when they are in use already
 * @example
 * import * as tf from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-wasm';
 *
 * await tf.setBackend('wasm');
 * const { backend, active } = await registerKernels();
 * [backend, active]; // → ['wasm', true]
 */
export async function registerKernels(options: KernelOptions = {}): Promise<KernelReport> {
  const { kernels = true, ...choices } = options;
  if (!kernels && withKernels().length > 0)
    throw new Error(
      'registerKernels: { kernels: false } must come before the first use of a cell or a layer',
    );
  areWanted = kernels;
  await loadWasmModule().catch(() => {}); // the report tells
  for (const name of available) if (tf.findBackendFactory(name)) open(name, choices);
  return report();
}

const withKernels = () => [...opened].filter(([, reason]) => reason === undefined).map(([name]) => name);

function report(): KernelReport {
  const name = tf.getBackend();
  const backend = tf.engine().registry[name] ? name : undefined;
  const having = withKernels();
  const active = backend !== undefined && having.includes(backend);
  const reason = backend
    ? opened.get(backend)
    : name
      ? `the backend ${name} did not start`
      : 'no backend of TensorFlow.js has started yet; await tf.setBackend() first';
  return {
    build: buildHere(),
    native: having.includes('wasm') ? loadNative().report : notForWasm,
    threads: having.includes('wasm') ? threadsInWasm() : { count: 1 },
    available,
    backends: having,
    ...(backend && { backend }),
    active,
    ...(!active && { reason: reason ?? `there are none for the backend ${backend}` }),
  };
}

function buildHere(): KernelReport['build'] {
  try {
    return wasmModule()?.build ?? 'none';
  } catch {
    return 'none';
  }
}

const notForWasm = { used: false, reason: 'only the backend wasm uses them', isFault: false } as const;

/**
 * Whose kernels the backend in use has, as `native 0.1.0`, `simd`, `relaxed-simd`, `wgsl` or `graph`: each rounds in places of its own, so
 * that the last digits of a run depend on it. `none` where it has none, or has not been used yet.
 *
 * @example
 * await tf.setBackend('cpu');
 * await registerKernels();
 * // Node.js has relaxed SIMD from version 22 on.
 * ['simd', 'relaxed-simd'].includes(kernelsInUse()); // → true
 */
export function kernelsInUse(): string {
  const { active, native, build, backend } = report();
  if (!active) return 'none';
  if (backend === 'wasm' && native.used) return `native ${native.version}`;
  return backends.find(({ name }) => name === backend)?.build ?? build;
}
