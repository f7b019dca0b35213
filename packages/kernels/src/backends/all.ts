import type { Backend } from './backend.js';

/** Every room, a line each. */
export const backends = [
  () => import('./wasm/wasm.js').then(({ wasm }) => wasm),
  () => import('./cpu/cpu.js').then(({ cpu }) => cpu),
] as const satisfies readonly (() => Promise<Backend>)[];
