import { cpu } from './cpu/cpu.js';
import { wasm } from './wasm/wasm.js';

/** Every room. */
export const backends = [wasm, cpu] as const;
