import type { Addon, Instructions } from '@unrolled/native';
import { parameterNames } from '../../generated/functions.js';
import type { KernelFunctions, KernelModule } from '../../webassembly/module.js';

/** What may be chosen of the native kernels. */
export interface NativeOptions {
  /** False leaves @unrolled/native alone where it is installed. */
  readonly native?: boolean;
  /** How many threads may share a call; as many as the processor runs at a time unless given. */
  readonly threads?: number;
}

/** The native kernels in use, or why there are none. */
export type NativeReport =
  | {
      readonly used: true;
      readonly instructions: Instructions;
      readonly threads: number;
      readonly version: string;
    }
  | {
      readonly used: false;
      readonly reason: string;
      /** Whether what is installed, or asked for, does not work; else there is nothing to mend. */
      readonly isFault: boolean;
    };

interface Native {
  readonly report: NativeReport;
  readonly module?: KernelModule;
}

let loaded: Native | undefined;

/** The addon for this machine, once: what the first call chooses stays. */
export function loadNative(options: NativeOptions = {}): Native {
  try {
    loaded ??= load(options);
  } catch (error) {
    loaded = unused((error as Error).message.split('\n', 1)[0]!, true);
  }
  return loaded;
}

const unused = (reason: string, isFault = false): Native => ({ report: { used: false, reason, isFault } });

function load({ native = true, threads }: NativeOptions): Native {
  const env = globalThis.process?.env ?? {};
  if (!native) return unused('switched off by registerKernels({ native: false })');
  if (env.UNROLLED_NATIVE === '0') return unused('switched off by UNROLLED_NATIVE=0');
  if (!globalThis.process?.getBuiltinModule) return unused('only Node.js loads addons');
  const found = installed();
  if (!found) return unused('@unrolled/native is not installed');
  const addon = found.findAddon();
  if (!addon) return unused(`@unrolled/native has no build here for ${process.platform} ${process.arch}`);
  if (addon.instructions.length === 0) return unused('this processor has neither AVX2 with FMA nor AVX-512');
  requireFitting(addon);
  const instructions = (env.UNROLLED_NATIVE || addon.instructions[0]) as Instructions;
  if (!addon.useInstructions(instructions))
    throw new RangeError(
      `UNROLLED_NATIVE must be 0 or what this processor has of avx512, avx2 and neon (${addon.instructions.join(', ')}), received ${instructions}`,
    );
  const { availableParallelism } = process.getBuiltinModule('node:os');
  const wanted = threads ?? (Number(env.UNROLLED_THREADS) || availableParallelism());
  const report = {
    used: true,
    instructions,
    threads: addon.useThreads(wanted),
    version: addon.version,
  } as const;
  return { report, module: moduleOf(addon) };
}

/** @unrolled/native, which what bundles for a browser does not see here. */
function installed(): typeof import('@unrolled/native') | undefined {
  const { createRequire } = process.getBuiltinModule('node:module');
  try {
    return createRequire(import.meta.url)('@unrolled/native');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Its functions take what those of the module take, or it was made for other kernels than these. */
function requireFitting({ version, functions, parameterNames: theirs }: Addon): void {
  const { share, sharedBytes, addGroups, ...needed } = parameterNames; // without those of threads in WebAssembly
  const differing = Object.entries(needed).find(
    ([name, names]) => !functions[name] || (theirs[name] && `${theirs[name]}` !== `${names}`),
  );
  if (differing)
    throw new Error(
      `@unrolled/native ${version} does not fit this @unrolled/kernels: ${differing[0]} differs`,
    );
}

/** The addon as a module like that of WebAssembly. */
export const moduleOf = ({ functions }: Addon): KernelModule => ({
  instantiate(memory) {
    let view = new Uint8Array(memory.buffer);
    // Its buffer is another one after it has grown.
    const bytes = () => {
      if (view.buffer !== memory.buffer) view = new Uint8Array(memory.buffer);
      return view;
    };
    const call =
      (run: Addon['functions'][string]) =>
      (...rest: (number | boolean)[]) =>
        run(bytes(), ...rest);
    const bound = Object.entries(functions).map(([name, run]) => [name, call(run)]);
    return Object.fromEntries(bound) as unknown as KernelFunctions;
  },
});
