import { kernelsIn } from '../../webassembly/kernels.js';
import { loadWasmModule } from '../../webassembly/module.js';
import type { Backend } from '../backend.js';
import type { CpuBackend } from './reserve.js';
import { cpuSlice } from './slice.js';
import { createCpuWorkspaces } from './workspace.js';

/** The module in a memory of our own, into which tensors are copied and out of which results. */
export const cpu = {
  name: 'cpu',
  async open() {
    const module = await loadWasmModule();
    if (!module) return undefined;
    const open = createCpuWorkspaces(module);
    return { ...kernelsIn((backend) => open(backend as CpuBackend)), ...cpuSlice() };
  },
} as const satisfies Backend;
