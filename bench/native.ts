// Training steps by the native kernels beside those in WebAssembly, each on one thread and on two, and beside PyTorch where
// Python has it. Alone:
//   npx tsx --conditions=@unrolled/source bench/native.ts [--row TEXT] [--only wasm|native|PyTorch] [--clock wall|processor]
//     [--python PROGRAM]
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from '@unrolled/kernels';
import { findAddon } from '@unrolled/native';
import { alternate, type Contender, clocks, flop, title, unrolledStep } from '@unrolled/tasks/speed';
import { type Kernels, useKernels } from '../packages/kernels/src/backends/backend.js';
import { native } from '../packages/kernels/src/backends/native/native.js';
import { sequencesOnThreads } from '../packages/kernels/src/backends/threads/threads.js';
import { wasm } from '../packages/kernels/src/backends/wasm/wasm.js';
import { wasmModule } from '../packages/kernels/src/webassembly/module.js';
import { type Row, rows } from './rows.js';
import { startTorch } from './torch.js';

type Addon = NonNullable<ReturnType<typeof findAddon>>;
export interface NativeBenchOptions {
  readonly row?: string;
  readonly only?: string;
  readonly clock?: keyof typeof clocks;
  readonly python?: string;
}

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
export async function benchNative({ row = '', only = '', clock = 'wall', python }: NativeBenchOptions) {
  const isAsked = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
  await tf.setBackend('wasm');
  const { native: report } = await registerKernels();
  const addon = report.used ? findAddon() : undefined;
  if (!report.used) console.log(`native kernels: ${report.reason}`);
  const inWasm = await wasm.open()!;
  const inC = addon && native.open({})!;
  const onTwo = { ...inWasm, ...sequencesOnThreads(wasmModule()!, 2) };
  // Its processor time is not ours to measure.
  const torch =
    clock === 'wall' && isAsked('PyTorch', only) ? await startTorch(python ?? 'python3') : undefined;
  const peak = addon && peakGflops(addon, clocks[clock]);
  if (peak) console.log(`${addon.instructions[0]}, peak of a core ${peak.toFixed(0)} GFLOP/s`);
  const contendersFor = (shape: Row, step: Contender): Record<string, Contender> => {
    const by = (kernels: Kernels, threads: number): Contender => {
      return () => {
        addon?.useThreads(threads);
        useKernels('wasm', kernels);
        return step();
      };
    };
    const all: Record<string, Contender> = {
      'wasm, 1': by(inWasm, 1),
      'wasm, 2': by(onTwo, 1),
      ...(inC && { 'native, 1': by(inC, 1), 'native, 2': by(inC, 2) }),
      ...(torch && {
        [`PyTorch ${torch.version}, 1`]: torch.step(shape, 1),
        [`PyTorch ${torch.version}, 2`]: torch.step(shape, 2),
      }),
    };
    return Object.fromEntries(Object.entries(all).filter(([name]) => isAsked(name, only)));
  };
  let hasHead = false;
  for (const shape of rows.filter((shape) => isAsked(title(shape), row))) {
    const step = unrolledStep(shape);
    const contenders = contendersFor(shape, step);
    const names = Object.keys(contenders);
    if (!hasHead) {
      console.log(
        `milliseconds on the ${clock}\n| step | ${names.join(' | ')} | GFLOP/s, native | of peak |\n|${' --- |'.repeat(names.length + 3)}`,
      );
      hasHead = true;
    }
    const ms = await alternate(contenders, { clock: clocks[clock], minRounds: 30 });
    step.dispose();
    const gflops = flop(shape) / ms['native, 1']! / 1e6;
    const shares = peak && gflops ? [gflops.toFixed(0), `${Math.round((100 * gflops) / peak)} %`] : ['', ''];
    const times = names.map((name) => ms[name]!.toFixed(ms[name]! < 10 ? 2 : 1));
    console.log(`| ${[title(shape), ...times, ...shares].join(' | ')} |`);
  }
  torch?.end();
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const { values } = parseArgs({
    options: {
      row: { type: 'string' },
      only: { type: 'string' },
      clock: { type: 'string' },
      python: { type: 'string' },
    },
  });
  await benchNative(values as NativeBenchOptions);
}
