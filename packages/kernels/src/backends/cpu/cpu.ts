import { kernelsIn } from '../../webassembly/kernels.js';
import { wasmModule } from '../../webassembly/module.js';
import type { Backend } from '../backend.js';
import { cpuElementwise } from './elementwise.js';
import type { CpuBackend } from './reserve.js';
import { cpuSlice } from './slice.js';
import { createCpuWorkspaces } from './workspace.js';

/** The module in a memory of our own, into which tensors are copied and out of which results. */
export const cpu: Backend = {
  name: 'cpu',
  open() {
    const module = wasmModule();
    if (!module) return undefined;
    const open = createCpuWorkspaces(module);
    return { ...kernelsIn((backend) => open(backend as CpuBackend)), ...cpuSlice(), ...cpuElementwise() };
  },
};
