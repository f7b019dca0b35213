import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import { sequenceKernels } from '../../contract/sequences.js';
import { kernelsIn } from '../../webassembly/kernels.js';
import { isShared, type WasmModule, wasmModule } from '../../webassembly/module.js';
import type { Backend, Kernels } from '../backend.js';
import { createWasmWorkspaces, memoryOf, type WasmBackend } from '../wasm/workspace.js';
import { threadsInWasm } from './count.js';
import { createThreadWorkspaces } from './workspace.js';

/** The sequences of the wasm room, large calls shared among threads. */
export const threads: Backend = {
  name: 'wasm',
  open(options) {
    const { count } = threadsInWasm(options);
    const module = count > 1 ? wasmModule() : undefined;
    return module && sequencesOnThreads(module, count);
  },
};

/** A call with less arithmetic is not worth waking a thread for, nor copying. */
const flopForThreads = 1e6;
/** How many operations of a product take as long as a scan does to move what belongs to one number. */
const flopOfMoving = 40;

/**
 * So many threads for every call of at least `least` operations; for scans where threads see the backend's own memory alone,
 * as copies would take longer than the scan.
 */
export function sequencesOnThreads(module: WasmModule, count: number, least = flopForThreads): Kernels {
  const [byItself, together] = [createWasmWorkspaces(module), createThreadWorkspaces(module, count)];
  const alone = kernelsIn((backend) => byItself(backend as WasmBackend));
  const many = kernelsIn((backend) => together(backend as WasmBackend));
  const choose =
    (name: string): KernelFunc =>
    (call) => {
      const inputs = call.inputs as Record<string, Tensor>;
      const mayShare = !name.includes('Scan') || isShared(memoryOf(call.backend as WasmBackend));
      return (mayShare && workOf(inputs) >= least ? many : alone)[name]!(call);
    };
  return Object.fromEntries(sequenceKernels.map((name) => [name, choose(name)]));
}

/** Operations of one gate: the same for a call and for its gradient's, of which one reads what the other has kept. */
function workOf({ x, recurrentKernel }: Record<string, Tensor>): number {
  if (!x || !recurrentKernel) return flopOfMoving * (x?.size ?? 0);
  const [batch, steps, features] = x.shape as [number, number, number];
  const units = recurrentKernel.shape[0]!;
  return 2 * batch * steps * units * (features + units);
}
