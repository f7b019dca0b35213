import { type KernelReport, registerKernels } from '@unrolled/kernels';
import { type BackendName, describeBackend } from '../spec/backends.js';
import type { Net } from '../spec/memory.js';
import { adapterInUse, webgpuAdapter } from './graphics-adapter.js';
import { firstLine, MissingBackendError, startBackend } from './start-backend.js';

/** Something to know about a backend: why `auto` passed over one that is installed, or that the one in use has no GPU. */
export interface BackendRemark {
  readonly backend: BackendName;
  readonly isPassedOver: boolean;
  readonly reason: string;
}

/** With what is to be computed, by which `auto` decides whether a GPU or a graph is worth its calls. */
export interface BackendOptions extends Net {
  /** How many threads share a call of the kernels; as many as the processor runs at a time unless given. */
  readonly threads?: number | undefined;
  readonly remark?: ((remark: BackendRemark) => void) | undefined;
}

/**
 * Floating-point operations of a training step from which `auto` prefers a GPU. A step there takes some milliseconds
 * however small it is, in which the kernels for processors do about as much.
 */
export const workForGpu = 1e9;

/**
 * Whether a training step is quicker as one graph of TensorFlow's than in WebAssembly on one thread: LSTMs and GRUs from half of
 * 10⁹ floating-point operations on, by a fifth. Smaller ones wait for the calls; sequences of hundreds of steps are no graph; a plain
 * RNN is as quick on both.
 */
const suitsGraph = ({ work = 0, cell, steps = Number.POSITIVE_INFINITY }: Net) =>
  (cell === 'lstm' || cell === 'gru') && steps <= 100 && work >= 5e8;

/**
 * The backends in the order that `auto` tries: what is fastest for such a net.
 *
 * @param isWasmSlow that wasm has neither native kernels nor threads here
 * @example
 * candidates({ work: 1e6 }); // → ['wasm', 'node', 'cpu']
 */
export function candidates(net: Net = {}, isWasmSlow = false): readonly BackendName[] {
  const onProcessor =
    isWasmSlow && suitsGraph(net) ? (['node', 'wasm', 'cpu'] as const) : (['wasm', 'node', 'cpu'] as const);
  return (net.work ?? 0) < workForGpu ? onProcessor : ['node-gpu', 'webgpu', 'webgl', ...onProcessor];
}

/**
 * Makes a tfjs backend ready: the one named, or with `auto` what is fastest of what is installed. That is a GPU for large
 * nets, where there is one and no imitation of it in software; else wasm, with the native kernels where these are
 * installed; or `node` for large LSTMs and GRUs where wasm has neither native kernels nor threads.
 *
 * @returns the backend's name
 * @throws TypeError if the one named is not installed, or does not run in such a place as this
 * @throws Error if it cannot be loaded
 * @example
 * await selectBackend('wasm'); // → 'wasm'
 */
export async function selectBackend(
  choice: BackendName | 'auto',
  { threads, remark = () => {}, ...net }: BackendOptions = {},
): Promise<BackendName> {
  const name = choice === 'auto' ? await startFastest(net, threads, remark) : choice;
  if (choice !== 'auto') {
    await startBackend(choice);
    const reason = await withoutGpu(choice);
    if (reason) remark({ backend: choice, isPassedOver: false, reason });
  }
  if (threads !== undefined) await registerKernels({ threads });
  return name;
}

async function startFastest(
  net: Net,
  threads: number | undefined,
  remark: NonNullable<BackendOptions['remark']>,
): Promise<BackendName> {
  const isWasmSlow = suitsGraph(net) && (await hasOnlyWebAssembly(threads));
  for (const name of candidates(net, isWasmSlow)) {
    const attempt = await tryBackend(name);
    if (attempt.works) return name;
    if (attempt.isInstalled) remark({ backend: name, isPassedOver: true, reason: attempt.reason });
  }
  throw new Error('no backend could be loaded; install @tensorflow/tfjs-backend-wasm');
}

/** Whether wasm has neither native kernels nor threads here. */
async function hasOnlyWebAssembly(threads: number | undefined): Promise<boolean> {
  if (!(await tryBackend('wasm')).works) return true;
  const kernels = await registerKernels(threads === undefined ? {} : { threads });
  return isOnlyWebAssembly(kernels);
}

/**
 * Whether these kernels for wasm are neither native nor shared among threads.
 *
 * @example
 * const { native, threads } = await registerKernels();
 * isOnlyWebAssembly({ native, threads }); // on wasm, with neither an addon nor threads
 */
export const isOnlyWebAssembly = ({ native, threads }: Pick<KernelReport, 'native' | 'threads'>): boolean =>
  !native.used && threads.count === 1;

/** Whether a backend is of use here, as `auto` finds out. */
export type Attempt =
  | { readonly works: true }
  | {
      readonly works: false;
      readonly isInstalled: boolean;
      readonly isFault: boolean;
      readonly reason: string;
    };

/**
 * Starts a backend, and says whether it is of use: one for GPUs is not without any.
 *
 * @example
 * await tryBackend('cpu'); // → { works: true }
 */
export async function tryBackend(name: BackendName): Promise<Attempt> {
  try {
    // tfjs fills a console with words of its own where it finds no adapter.
    const isVain = name === 'webgpu' && 'gpu' in (globalThis.navigator ?? {}) && !(await webgpuAdapter());
    if (!isVain) await startBackend(name);
    const reason = isVain ? 'there is no adapter' : await withoutGpu(name);
    return reason === undefined
      ? { works: true }
      : { works: false, isInstalled: true, isFault: false, reason };
  } catch (error) {
    const isInstalled = !(error instanceof MissingBackendError);
    return { works: false, isInstalled, isFault: isInstalled, reason: firstLine(error) };
  }
}

/** Why a backend for GPUs is none here. */
async function withoutGpu(name: BackendName): Promise<string | undefined> {
  if (!describeBackend(name).usesGpu) return undefined;
  const adapter = await adapterInUse();
  if (adapter?.isSoftware) return `${adapter.name} imitates a GPU on the processor`;
  if (adapter || name !== 'node-gpu') return undefined;
  return 'TensorFlow finds no GPU here, and computes on the processor';
}
