import type { KernelReport } from '@unrolled/kernels';
import type { StepSpeed } from '@unrolled/tasks/speed';
import type { BackendName, BackendReport } from '../backend.js';
import type { Problem } from '../diagnosis.js';
import { describeSpeed } from './speed.js';
import { table } from './table.js';

/** What `unrolled doctor` reports. */
export interface Health {
  readonly versions: Readonly<Record<string, string | null>>;
  readonly backends: readonly BackendReport[];
  readonly selected: BackendName;
  readonly reason: string;
  readonly kernels: KernelReport;
  readonly simd: boolean;
  readonly relaxedSimd: boolean;
  readonly mnist: { readonly kind: string; readonly folder: string } | null;
  readonly config: string | null;
  readonly speed: StepSpeed | null;
  readonly problems: readonly Problem[];
}

/** The report for a person. */
export function describeHealth(health: Health): string {
  const { versions, backends, selected, reason, mnist, config, speed, problems } = health;
  const ours = Object.entries(versions).filter(([name]) => !name.startsWith('@tensorflow/'));
  const backendRows = backends.map(({ name, package: packageName, version }) => [
    name,
    version ?? '-',
    version ? (name === selected ? `used: ${reason}` : 'installed') : `npm install ${packageName}`,
  ]);
  const problemLines = problems.flatMap(({ problem, remedy }) => ['', problem, `  → ${remedy}`]);
  return [
    table(
      ['package', 'version'],
      ours.map(([name, version]) => [name, version ?? '-']),
    ),
    '',
    table(['backend', 'version', ''], backendRows),
    '',
    `kernels  ${describeKernels(health.kernels)}`,
    `SIMD     ${health.simd ? 'yes' : 'no'}, relaxed SIMD ${health.relaxedSimd ? 'yes' : 'no'}`,
    `MNIST    ${mnist ? `${mnist.kind}: ${mnist.folder}` : 'not here'}`,
    `config   ${config ?? 'none'}`,
    ...(speed ? [`speed    ${describeSpeed(speed)}`] : []),
    ...(problems.length > 0 ? problemLines : ['', 'no problems found']),
  ].join('\n');
}

function describeKernels({ build, active }: KernelReport): string {
  if (build === 'none') return 'none: cells are composed of tfjs operations';
  if (!active) return 'none for this backend: cells are composed of tfjs operations';
  return `whole sequences in WebAssembly, ${build === 'simd' ? 'SIMD' : 'relaxed SIMD'}`;
}
