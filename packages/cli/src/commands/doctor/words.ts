import { describeSpeed, type Table, type Words } from '@unrolled/charts';
import { backendNames, describeBackend } from '@unrolled/tasks/spec';
import { title } from '@unrolled/tasks/speed';
import type { examine } from './examine.js';

/** What `unrolled doctor` reports. */
type Health = Awaited<ReturnType<typeof examine>> & { readonly config: string | null };

/** The report for a person. */
export function describeHealth(health: Health): Words {
  const { versions, backends, selected, reason, mnist, config, speed, problems } = health;
  const ours = Object.entries(versions).filter(([name]) => !name.startsWith('@tensorflow/'));
  const backendRows = backends.map((backend) => [
    backend.name,
    backend.version ?? '-',
    stateOf(backend, selected, reason),
  ]);
  const problemLines = problems.flatMap(({ problem, remedy }) => ['', problem, `  → ${remedy}`]);
  return [
    { head: ['package', 'version'], rows: ours.map(([name, version]) => [name, version ?? '-']) },
    '',
    { head: ['backend', 'version', ''], rows: backendRows },
    '',
    describeChoices(health.choices),
    '',
    `kernels  ${describeKernels(health.kernels)}`,
    `SIMD     ${health.simd ? 'yes' : 'no'}, relaxed SIMD ${health.relaxedSimd ? 'yes' : 'no'}`,
    `MNIST    ${mnist ? `${mnist.kind}: ${mnist.folder}` : 'not here'}`,
    `config   ${config ?? 'none'}`,
    ...(speed ? [`speed    ${describeSpeed(speed)}`] : []),
    ...(problems.length > 0 ? problemLines : ['', 'no problems found']),
  ];
}

function stateOf(backend: Health['backends'][number], selected: string, why: string): string {
  const { name, package: packageName, installed, works, adapter, reason } = backend;
  if (works) return `${name === selected ? `used: ${why}` : 'works'}${adapter ? `, on ${adapter}` : ''}`;
  if (describeBackend(name).only === 'browser') return 'runs in browsers';
  if (installed) return reason!;
  return `npm install ${packageName}${name === 'webgpu' ? ' webgpu' : ''}`;
}

/** What `auto` takes by size of net, with milliseconds of a training step where they were measured. */
function describeChoices(choices: Health['choices']): Table {
  const names = backendNames.filter((name) => choices.some(({ measured }) => measured?.[name] !== undefined));
  const time = (ms: number | undefined) => (ms === undefined ? '' : `${ms.toPrecision(ms < 100 ? 2 : 3)} ms`);
  const rows = choices.map(({ shape, selected, reason, measured }) => [
    title(shape),
    ...names.map((name) => time(measured?.[name])),
    selected,
    reason,
  ]);
  return { head: ['a training step of', ...names, 'auto', ''], rows };
}

function describeKernels({ build, native, threads, backend, active, reason }: Health['kernels']): string {
  if (!active) return `none, and cells are composed of tfjs operations: ${reason}`;
  if (native.used && backend === 'wasm')
    return `whole sequences in C, ${native.instructions}, threads: ${native.threads}`;
  const shared = backend === 'wasm' && threads.count > 1 ? `, threads: ${threads.count}` : '';
  return `whole sequences in WebAssembly, ${build === 'simd' ? 'SIMD' : 'relaxed SIMD'}${shared}`;
}
