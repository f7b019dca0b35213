import { createRequire } from 'node:module';
import manifest from '../package.json' with { type: 'json' };

/** What instruction sets there are kernels for. */
export type Instructions = 'avx512' | 'avx2' | 'neon';

/** The addon, as far as it is spoken to: see c/addon.c. */
export interface Addon {
  readonly version: string;
  /** What this processor has, the fastest first. */
  readonly instructions: readonly Instructions[];
  /** Kernels by name. The first argument is a view of all of a WebAssembly memory, whose addresses the others are. */
  readonly functions: Readonly<Record<string, (memory: Uint8Array, ...call: (number | boolean)[]) => number>>;
  /** The names of the arguments behind the first. */
  readonly parameterNames: Readonly<Record<string, readonly string[]>>;
  /** False where this processor has them not. */
  useInstructions(name: string): boolean;
  /** How many threads the kernels of this environment share their work among; returns how many it will be. */
  useThreads(count: number): number;
  /** Fused multiply-adds on registers alone, on one thread: the peak of the processor. Returns how many operations. */
  fuse(rounds: number): number;
}

const require = createRequire(import.meta.url);

/** Where an addon may be: built here, or installed as the package of this platform. */
function places(): string[] {
  const platform = `${process.platform}-${process.arch}`;
  const names = process.platform === 'linux' ? [`${platform}-gnu`, `${platform}-musl`] : [platform];
  return names.flatMap((name) => [`../platforms/${name}/unrolled.node`, `@unrolled/native-${name}`]);
}

const isAbsent = (error: unknown) => (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';

/**
 * The addon for this platform; undefined where there is none.
 *
 * @throws Error if what is there does not load, or is of another version
 * @example
 * const addon = findAddon();
 * console.error(addon ? `native kernels ${addon.version} for ${addon.instructions}` : 'no native kernels here');
 */
export function findAddon(): Addon | undefined {
  const faults: Error[] = [];
  for (const place of places()) {
    try {
      const addon: Addon = require(place);
      if (addon.version === manifest.version) return addon;
      faults.push(
        new Error(`${place} is of version ${addon.version}, but @unrolled/native of ${manifest.version}`),
      );
    } catch (error) {
      if (!isAbsent(error)) faults.push(error as Error);
    }
  }
  if (faults[0]) throw faults[0];
  return undefined;
}
