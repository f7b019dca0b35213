// Training steps by the native kernels beside those in WebAssembly, and beside PyTorch where Python has it. Alone:
//   npx tsx --conditions=@unrolled/source bench/native.ts [--row TEXT] [--clock wall|processor] [--python PROGRAM]
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from '@unrolled/kernels';
import { findAddon } from '@unrolled/native';
import { alternate, type Contender, clocks, flop, title, unrolledStep } from '@unrolled/tasks/speed';
import { type Kernels, useKernels } from '../packages/kernels/src/backends/backend.js';
import { native } from '../packages/kernels/src/backends/native/native.js';
import { wasm } from '../packages/kernels/src/backends/wasm/wasm.js';
import { type Row, rows } from './rows.js';
import { startTorch } from './torch.js';

type Addon = NonNullable<ReturnType<typeof findAddon>>;
export interface NativeBenchOptions {
  readonly row?: string;
  readonly clock?: keyof typeof clocks;
  readonly python?: string;
}

const threadCounts = [1, 2];

/** 10⁹ operations a second of one core that does nothing but fused multiply-adds. */
function peakGflops(addon: Addon, clock: () => number): number {
  const rates = Array.from({ length: 10 }, () => {
    const before = clock();
    const operations = addon.fuse(2e7);
    return operations / (clock() - before) / 1e6;
  });
  return Math.max(...rates);
}

/** Prints a Markdown table, a row for each step. */
export async function benchNative({ row = '', clock = 'wall', python = 'python3' }: NativeBenchOptions) {
  await tf.setBackend('wasm');
  const { native: report } = await registerKernels();
  const addon = findAddon();
  if (!report.used || !addon)
    return console.log(`native kernels: ${report.used ? 'no addon' : report.reason}`);
  const [inWasm, inC] = (await Promise.all([wasm.open(), native.open({})])) as [Kernels, Kernels];
  const peak = peakGflops(addon, clocks[clock]);
  // Its processor time is not ours to measure.
  const torch = clock === 'wall' ? await startTorch(python) : undefined;
  console.log(
    `${report.instructions}, peak of a core ${peak.toFixed(0)} GFLOP/s, milliseconds on the ${clock}`,
  );
  const heads = ['wasm', ...threadCounts.map((n) => `native, ${n}`), 'GFLOP/s', 'of peak'];
  const columns = [...heads, ...(torch ? threadCounts.map((n) => `PyTorch ${torch.version}, ${n}`) : [])];
  console.log(`| step | ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length + 1)}`);
  for (const shape of rows.filter((shape) => title(shape).toLowerCase().includes(row.toLowerCase()))) {
    const step = unrolledStep(shape);
    const by = (kernels: Kernels, threads: number): Contender => {
      return () => {
        addon.useThreads(threads);
        useKernels('wasm', kernels);
        return step();
      };
    };
    const contenders: Record<string, Contender> = {
      wasm: by(inWasm, 1),
      ...Object.fromEntries(threadCounts.map((threads) => [`native${threads}`, by(inC, threads)])),
      ...(torch && Object.fromEntries(threadCounts.map((n) => [`torch${n}`, torch.step(shape, n)]))),
    };
    const ms = await alternate(contenders, { clock: clocks[clock], minRounds: 30 });
    step.dispose();
    console.log(`| ${[title(shape), ...cells(shape, ms, peak, torch !== undefined)].join(' | ')} |`);
  }
  torch?.end();
}

function cells(shape: Row, ms: Record<string, number>, peak: number, hasTorch: boolean): string[] {
  const gflops = flop(shape) / ms.native1! / 1e6;
  const time = (name: string) => ms[name]!.toFixed(ms[name]! < 10 ? 2 : 1);
  return [
    time('wasm'),
    ...threadCounts.map((n) => time(`native${n}`)),
    gflops.toFixed(0),
    `${Math.round((100 * gflops) / peak)} %`,
    ...(hasTorch ? threadCounts.map((n) => time(`torch${n}`)) : []),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const { values } = parseArgs({
    options: { row: { type: 'string' }, clock: { type: 'string' }, python: { type: 'string' } },
  });
  await benchNative(values as NativeBenchOptions);
}
