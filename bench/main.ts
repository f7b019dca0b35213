import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { accelerateMatMul, registerKernels } from '@unrolled/kernels';
import {
  alternate,
  type Contender,
  clocks,
  flop,
  layersStep,
  title,
  unrolledStep,
} from '@unrolled/tasks/speed';
import { kernelSwitch } from './kernel-switch.js';
import { mlpSteps, ownProduct, peakFlop } from './matmul.js';
import { type Row, rows } from './rows.js';
import { batchScaling, stepScaling } from './scaling.js';
import { benchScans } from './scans.js';

const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', multiple: true, default: ['wasm', 'cpu'] },
    row: { type: 'string', default: '' },
    json: { type: 'string' },
    jax: { type: 'boolean', default: true },
    clock: { type: 'string', default: 'wall' },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
if (options.help) {
  console.log(`npm run bench -- [--backend wasm|cpu] [--row TEXT] [--no-jax] [--clock wall|processor] [--json FILE]

Whole training steps of @unrolled/cells with @unrolled/kernels against tf.layers, and jax-js for two rows
of 28 steps. Milliseconds are medians of alternating steps in one process, on the wall clock
or of processor time, which on a shared machine leaves out what the others take (jax-js has several threads).
npm run bench -- --backend wasm --row LSTM`);
  process.exit(0);
}

const clock = options.clock === 'processor' ? clocks.processor : clocks.wall;

interface Result {
  readonly backend: string;
  readonly row: string;
  readonly ours: number; // ms
  readonly layers?: number; // ms
  readonly jax?: number; // ms
  readonly gflops?: number;
  /** Of our own matrix product in the same minute. */
  readonly shareOfPeak?: number;
}

const webAssembly = { native: false }; // whose speed native.ts measures
const useMatmul = await kernelSwitch(
  [
    ['wasm', 'BatchMatMul'],
    ['wasm', '_FusedMatMul'],
  ],
  () => accelerateMatMul(webAssembly),
);
const useReplaced = await kernelSwitch(
  [
    ['wasm', 'Identity'],
    ['wasm', 'Slice'],
    ['cpu', 'Slice'],
  ],
  () => registerKernels(webAssembly),
);
const report = await registerKernels();
console.error(`node ${process.version}, kernels: ${report.build}`);
const results: Result[] = [];
const wanted = (name: string) => name.toLowerCase().includes(options.row.toLowerCase());

function add(result: Result): void {
  results.push(result);
  const { backend, row, ours, layers, jax, gflops, shareOfPeak } = result;
  const cells = [
    backend.padEnd(4),
    row.padEnd(38),
    `${ours.toFixed(ours < 10 ? 2 : 1)} ms`.padStart(10),
    (layers ? `${layers.toFixed(1)} ms` : '').padStart(11),
    (layers ? `${(layers / ours).toFixed(1)}×` : '').padStart(8),
    (jax ? `${jax.toFixed(1)} ms` : '').padStart(10),
    (jax ? `${(jax / ours).toFixed(1)}×` : '').padStart(7),
    (gflops ? gflops.toFixed(1) : '').padStart(7),
    (shareOfPeak ? `${Math.round(100 * shareOfPeak)}%` : '').padStart(5),
  ];
  console.log(cells.join(' '));
}

async function measureRow(backend: string, row: Row): Promise<void> {
  const ownStep = unrolledStep(row);
  const contenders: Record<string, Contender> = {
    async ours() {
      useReplaced('ours'); // but not accelerateMatMul: what is measured needs no more than registerKernels
      await ownStep();
      useReplaced('tfjs');
    },
    layers: await layersStep(row),
  };
  if (backend === 'wasm') contenders.product = ownProduct(useMatmul);
  // The two cells that are written out for jax-js, at a length that it compiles in seconds.
  if (options.jax && backend === 'wasm' && row.cell !== 'gru' && row.steps === 28)
    contenders.jax = await (await import('./jax-step.js')).jaxStep(row);
  const slow = { warmUp: 1, minRounds: 2, clock };
  const { ours, layers, product, jax } = await alternate(contenders, backend === 'cpu' ? slow : { clock });
  ownStep.dispose();
  const gflops = flop(row) / ours! / 1e6;
  const shareOfPeak = product && gflops / (peakFlop / product / 1e6);
  add({
    backend,
    row: title(row),
    ours: ours!,
    layers: layers!,
    gflops,
    ...(jax && { jax }),
    ...(shareOfPeak && { shareOfPeak }),
  });
}

console.log(
  'backend, step (batch × steps × features, hidden)'.padEnd(43),
  '     ours   tf.layers    ratio     jax-js   ratio GFLOP/s  peak',
);
for (const backend of options.backend) {
  await tf.setBackend(backend);
  for (const row of rows) {
    if (!wanted(title(row)) || (backend !== 'wasm' && row.wasmOnly)) continue;
    await measureRow(backend, row);
    tf.disposeVariables();
  }
  if (backend !== 'wasm') continue;
  if (wanted('accelerateMatMul'))
    add({
      backend,
      row: 'accelerateMatMul: MLP 784-256-10, 64',
      ...(await alternate(mlpSteps(useMatmul), { clock })),
    } as Result);
  if (wanted('scaling')) {
    for (const { name, ms } of [...(await stepScaling(clock)), ...(await batchScaling(clock))])
      add({ backend, row: name, ours: ms });
  }
  if (wanted('scans')) await benchScans();
}
if (options.json)
  writeFileSync(
    options.json,
    `${JSON.stringify({ node: process.version, clock: options.clock, build: report.build, results }, null, 2)}\n`,
  );
process.exit(0); // jax-js leaves its threads running
