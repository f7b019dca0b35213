import { describeSpeed, type Words } from '@unrolled/charts';
import type { examine } from './examine.js';

/** What `unrolled doctor` reports. */
type Health = Awaited<ReturnType<typeof examine>> & { readonly config: string | null };

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

function describeKernels({ build, native, backend, active, reason }: Health['kernels']): string {
  if (!active) return `none, and cells are composed of tfjs operations: ${reason}`;
  if (native.used && backend === 'wasm')
    return `whole sequences in C, ${native.instructions}, threads: ${native.threads}`;
  return `whole sequences in WebAssembly, ${build === 'simd' ? 'SIMD' : 'relaxed SIMD'}`;
}
