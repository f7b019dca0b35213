import { loadNative, type NativeOptions } from '../native/load-native.js';

/** How many threads share a call of the kernels for wasm, and where it is one although more were wanted, why. */
export interface ThreadsReport {
  readonly count: number;
  readonly reason?: string;
}

let counted: ThreadsReport | undefined;

/** Once: what the first call chooses stays. */
export function threadsInWasm(options: NativeOptions = {}): ThreadsReport {
  counted ??= count(options);
  return counted;
}

function count(options: NativeOptions): ThreadsReport {
  const { report } = loadNative(options);
  if (report.used) return { count: 1, reason: 'the native kernels have threads of their own' };
  const wanted = options.threads ?? (Number(globalThis.process?.env?.UNROLLED_THREADS) || processors());
  if (wanted <= 1) return { count: 1 };
  // A WebAssembly memory can be shared where nothing may be sent to a thread.
  if (typeof SharedArrayBuffer === 'undefined')
    return { count: 1, reason: 'memory cannot be shared here: in pages it takes cross-origin isolation' };
  if (typeof Worker === 'undefined' && !globalThis.process?.getBuiltinModule)
    return { count: 1, reason: 'this engine has no workers' };
  return { count: Math.min(wanted, mostThreads) };
}

/** More find nothing to do: see MOST_GROUPS in assembly/weight-gradient.ts. */
const mostThreads = 16;

function processors(): number {
  const os = globalThis.process?.getBuiltinModule?.('node:os');
  return os ? os.availableParallelism() : (globalThis.navigator?.hardwareConcurrency ?? 1);
}
