import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';
import { gradName } from '../../contract/sequences.js';
import { kernelsIn } from '../../webassembly/kernels.js';
import { type WasmModule, wasmModule } from '../../webassembly/module.js';
import type { Backend, Kernels } from '../backend.js';
import { createWasmWorkspaces, type WasmBackend } from '../wasm/workspace.js';
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
const shared = (['RnnSequence', 'GruSequence', 'LstmSequence'] as const).flatMap((name) => [
  name,
  gradName(name),
]);

/** So many threads for every call of at least `least` operations. */
export function sequencesOnThreads(module: WasmModule, count: number, least = flopForThreads): Kernels {
  const [byItself, together] = [createWasmWorkspaces(module), createThreadWorkspaces(module, count)];
  const alone = kernelsIn((backend) => byItself(backend as WasmBackend));
  const many = kernelsIn((backend) => together(backend as WasmBackend));
  const choose =
    (name: string): KernelFunc =>
    (call) =>
      (flopOf(call.inputs as Record<string, Tensor>) >= least ? many : alone)[name]!(call);
  return Object.fromEntries(shared.map((name) => [name, choose(name)]));
}

/** Of one gate: the same for a call and for its gradient's, of which one reads what the other has kept. */
function flopOf({ x, recurrentKernel }: Record<string, Tensor>): number {
  const [batch = 0, steps = 0, features = 0] = x?.shape ?? [];
  const units = recurrentKernel?.shape[0] ?? 0;
  return 2 * batch * steps * units * (features + units);
}
