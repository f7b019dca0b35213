import { kernelsIn } from '../../webassembly/kernels.js';
import { wasmModule } from '../../webassembly/module.js';
import type { Backend } from '../backend.js';
import { wasmIdentity } from './identity.js';
import { wasmSlice } from './slice.js';
import { createWasmWorkspaces, type WasmBackend } from './workspace.js';

/** The module in the backend's own memory, where the tensors are. */
export const wasm: Backend = {
  name: 'wasm',
  open() {
    const module = wasmModule();
    if (!module) return undefined;
    const open = createWasmWorkspaces(module);
    return {
      ...kernelsIn((backend) => open(backend as WasmBackend)),
      ...wasmSlice(),
      ...wasmIdentity(),
    };
  },
};
