import type { StepSpeed } from '@unrolled/tasks/speed';
import type { Words } from '../data/words.js';
import { describeSpeed } from './speed.js';

/** What `unrolled doctor` reports. */
export interface Health {
  readonly versions: Readonly<Record<string, string | null>>;
  readonly backends: readonly {
    readonly name: string;
    readonly package: string;
    readonly version?: string;
  }[];
  /** The backend in use. */
  readonly selected: string;
  readonly reason: string;
  readonly kernels: { readonly build: 'relaxed-simd' | 'simd' | 'none'; readonly active: boolean };
  readonly simd: boolean;
  readonly relaxedSimd: boolean;
  readonly mnist: { readonly kind: string; readonly folder: string } | null;
  readonly config: string | null;
  readonly speed: StepSpeed | null;
  readonly problems: readonly { readonly problem: string; readonly remedy: string }[];
}

/** The report for a person. */
export function describeHealth(health: Health): Words {
  const { versions, backends, selected, reason, mnist, config, speed, problems } = health;
  const ours = Object.entries(versions).filter(([name]) => !name.startsWith('@tensorflow/'));
  const backendRows = backends.map(({ name, package: packageName, version }) => [
    name,
    version ?? '-',
    version ? (name === selected ? `used: ${reason}` : 'installed') : `npm install ${packageName}`,
  ]);
  const problemLines = problems.flatMap(({ problem, remedy }) => ['', problem, `  → ${remedy}`]);
  return [
    { head: ['package', 'version'], rows: ours.map(([name, version]) => [name, version ?? '-']) },
    '',
    { head: ['backend', 'version', ''], rows: backendRows },
    '',
    `kernels  ${describeKernels(health.kernels)}`,
    `SIMD     ${health.simd ? 'yes' : 'no'}, relaxed SIMD ${health.relaxedSimd ? 'yes' : 'no'}`,
    `MNIST    ${mnist ? `${mnist.kind}: ${mnist.folder}` : 'not here'}`,
    `config   ${config ?? 'none'}`,
    ...(speed ? [`speed    ${describeSpeed(speed)}`] : []),
    ...(problems.length > 0 ? problemLines : ['', 'no problems found']),
  ];
}

function describeKernels({ build, active }: Health['kernels']): string {
  if (build === 'none') return 'none: cells are composed of tfjs operations';
  if (!active) return 'none for this backend: cells are composed of tfjs operations';
  return `whole sequences in WebAssembly, ${build === 'simd' ? 'SIMD' : 'relaxed SIMD'}`;
}
