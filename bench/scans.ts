// Recurrences that are scans: the op against the machine's memory, the cells against the GRU, and their cost by length. Of
// processor time, on one thread of WebAssembly. Alone:
//   npx tsx --conditions=@unrolled/source bench/scans.ts
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { adam, type Cell, gruCell, minGruCell, sequenceModel, valueAndGradients } from '@unrolled/cells';
import { registerKernels } from '@unrolled/kernels';
import { alternate, type Contender, clocks } from '@unrolled/tasks/speed';

const [batch, hiddenSize] = [32, 128];

/** A training step that classifies sequences of numbers. */
function trainingStep(cell: Cell, steps: number): Contender {
  const model = sequenceModel({ cell, outputSize: 10 });
  const optimizer = adam({ learningRate: 1e-3 });
  const inputs = tf.randomUniform<tf.Rank.R3>([batch, steps, 1]);
  const classes = tf.oneHot(tf.cast(tf.mod(tf.range(0, batch, 1, 'int32'), 10), 'int32'), 10);
  let params = model.init(Math.random);
  let state = optimizer.init(params);
  return async () => {
    const { value, gradients } = valueAndGradients(
      (p) => tf.losses.softmaxCrossEntropy(classes, model.apply(p, inputs)) as tf.Scalar,
      params,
    );
    await value.data();
    const [nextParams, nextState] = optimizer.update(gradients, state, params, 0);
    tf.dispose([value, gradients, params, state]);
    [params, state] = [nextParams, nextState];
  };
}

/** The scan of 16 × 1,024 × 256 numbers, and a copy of as many within the same memory. */
function scanAndCopy(): Record<'scan' | 'copy', Contender> {
  const shape: [number, number, number] = [16, 1024, 256];
  const [x, decay] = [tf.randomUniform(shape), tf.randomUniform(shape)];
  const inputs = { x, decay, initialHidden: tf.zeros([16, 256]) };
  const { wasm } = tf.backend() as unknown as {
    wasm: { asm: { memory: WebAssembly.Memory }; _malloc(bytes: number): number };
  };
  const bytes = 4 * x.size;
  const [from, to] = [wasm._malloc(bytes), wasm._malloc(bytes)].map((address) => address >>> 0);
  return {
    async scan() {
      tf.dispose(tf.engine().runKernel('LinearScan', inputs, { complex: false, reverse: false }));
    },
    async copy() {
      new Uint8Array(wasm.asm.memory.buffer).copyWithin(to!, from!, from! + bytes);
    },
  };
}

export async function benchScans(print: (row: string) => void = console.log): Promise<void> {
  await tf.setBackend('wasm');
  await registerKernels({ native: false, threads: 1 });
  const clock = clocks.processor;
  const { scan, copy } = await alternate(scanAndCopy(), { clock });
  print('| scans | measured | asked |');
  print('| --- | ---: | ---: |');
  // A copy moves each number twice, a scan three: two are read, one is written.
  const share = 3 / scan! / (2 / copy!);
  print(`| LinearScan 16 × 1,024 × 256, of the speed of a copy | ${Math.round(100 * share)} % | ≥ 60 % |`);
  const size = { inputSize: 1, hiddenSize };
  const { gru, scanned, half } = await alternate(
    {
      gru: trainingStep(gruCell(size), 784),
      scanned: trainingStep(minGruCell(size), 784),
      half: trainingStep(minGruCell(size), 392),
    },
    { warmUp: 1, minRounds: 5, clock },
  );
  print(
    `| a step of GRU over one of minGRU, ${batch} × 784 × ${hiddenSize} | ${(gru! / scanned!).toFixed(1)} | ≥ 5 |`,
  );
  print(`| a step of minGRU by twice the length | ${(scanned! / half!).toFixed(1)} | 2 |`);
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) await benchScans();
