import { findAddon } from '@unrolled/native';
import { moduleOf } from '../src/backends/native/load-native.js';
import type { KernelFunctions } from '../src/webassembly/module.js';

/** The addon, if one was built here. */
export const addon = findAddon();
if (!addon)
  console.warn('SKIPPED: the native kernels, of which there is no build here: npm run build:native');

/** The kernels of every instruction set that this processor has, in memories of their own. */
export function nativeBuilds(pages = 256): Map<string, { run: KernelFunctions; memory: WebAssembly.Memory }> {
  const builds = new Map();
  for (const instructions of addon?.instructions ?? []) {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: 65536 });
    const functions = moduleOf(addon!).instantiate(memory) as unknown as Record<
      string,
      (...call: []) => number
    >;
    const run = Object.entries(functions).map(([name, call]) => [
      name,
      (...rest: []) => {
        addon!.useInstructions(instructions);
        return call(...rest);
      },
    ]);
    builds.set(instructions, { run: Object.fromEntries(run), memory });
  }
  return builds;
}
