// How fast the datasets are generated, read and exported, beside what is asked of them. Alone:
//   npx tsx --conditions=@unrolled/source bench/datasets.ts
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { binaryAddition, createRng, mnistRows, palindrome, type SequenceDataset } from '@unrolled/datasets';
import { exportDataset, loadMnist } from '@unrolled/datasets/node';

/** The median of five timings, in seconds, after one that warms up. */
async function medianSeconds(work: () => unknown): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < 6; run++) {
    const start = performance.now();
    await work();
    seconds.push((performance.now() - start) / 1000);
  }
  return seconds.slice(1).sort((a, b) => a - b)[2]!;
}

async function examplesPerSecond(dataset: SequenceDataset): Promise<number> {
  const [rng, batchSize, batches] = [createRng(1), 128, 1_000];
  const seconds = await medianSeconds(() => {
    for (let i = 0; i < batches; i++) dataset.batch(rng, batchSize);
  });
  return (batches * batchSize) / seconds;
}

/** Highest resident memory in MB while a million examples are exported; sampled, without earlier runs. */
async function exportMegabytes(dataset: SequenceDataset): Promise<{ seconds: number; megabytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'unrolled-bench-'));
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, 10);
  const start = performance.now();
  await exportDataset(dataset, { count: 1_000_000, format: 'npz', to: join(folder, 'examples.npz') });
  const seconds = (performance.now() - start) / 1000;
  sample();
  clearInterval(timer);
  await rm(folder, { recursive: true });
  return { seconds, megabytes: peak / 2 ** 20 };
}

/** Prints a Markdown table: what, measured, asked. */
export async function benchDatasets(print: (row: string) => void = console.log): Promise<void> {
  print('| datasets | measured | asked |');
  print('| --- | ---: | ---: |');
  const thousands = (value: number) => `${Math.round(value / 1000).toLocaleString('en')} k`;
  // The export first: memory that MNIST needs is not given back.
  const { seconds, megabytes } = await exportMegabytes(palindrome({ length: 20 }));
  print(
    `| npz, 1,000,000 palindromes of 20, peak memory | ${Math.round(megabytes)} MB in ${seconds.toFixed(1)} s | < 300 MB |`,
  );
  const rates: [string, SequenceDataset][] = [
    ['palindromes of 20, one-hot, examples/s', palindrome({ length: 20 })],
    ['additions of 1 to 16 digits, examples/s', binaryAddition({ maxDigits: 16 })],
    ['additions of 16 digits, examples/s', binaryAddition({ minDigits: 16, maxDigits: 16 })],
  ];
  for (const [name, dataset] of rates) {
    print(`| ${name} | ${thousands(await examplesPerSecond(dataset))} | ≥ 500 k |`);
  }
  const all = Int32Array.from({ length: 60_000 }, (_, i) => i);
  const mnist = await medianSeconds(async () => mnistRows(await loadMnist()).train.examples(all));
  print(`| MNIST, 60,000 images read, parsed and scaled | ${mnist.toFixed(2)} s | < 1.5 s |`);
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) await benchDatasets();
