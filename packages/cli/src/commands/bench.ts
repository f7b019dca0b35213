import { integer, positive } from '@unrolled/datasets/options';
import type { Job } from '@unrolled/tasks';
import { Command } from 'commander';
import { flag, flags as shared } from '../flags.js';
import { print, printJson, remark } from '../render/print.js';

interface BenchFlags {
  readonly cell: readonly ('rnn' | 'gru' | 'lstm')[];
  readonly length: number;
  readonly hidden: number;
  readonly batch: number;
  readonly seconds: number;
  readonly backend: Job['backend'];
  readonly json?: boolean;
}

export function benchCommand(): Command {
  return new Command('bench')
    .description('how quick a training step is, beside the same step of tf.layers')
    .addOption(shared.cells(['rnn', 'gru', 'lstm']))
    .addOption(flag('--length <digits>', 'length of the palindromes', integer(2), 20))
    .addOption(flag('--hidden <units>', 'hidden units', integer(1), 128))
    .addOption(flag('--batch <examples>', 'examples in a training step', integer(1), 128))
    .addOption(flag('--seconds <time>', 'how long to measure each cell', positive, 4))
    .addOption(shared.backend())
    .addOption(shared.json())
    .addHelpText('after', '\nExample:\n  unrolled bench --cell lstm --seconds 10')
    .action(runBench);
}

async function runBench({ cell: cells, length, hidden, batch, ...flags }: BenchFlags): Promise<void> {
  const [{ selectBackend }, { measureSpeed, palindromeStep }, { describeSpeeds }] = await Promise.all([
    import('@unrolled/tasks'),
    import('@unrolled/tasks/speed'),
    import('@unrolled/charts'),
  ]);
  const backend = await selectBackend(flags.backend);
  const rows = [];
  for (const cell of cells) {
    remark(`measuring ${cell} and its like in tf.layers, in turns, for ${flags.seconds} s`);
    const shape = palindromeStep(cell, { length, batch, hiddenSize: hidden });
    rows.push(await measureSpeed(shape, { seconds: flags.seconds }));
  }
  if (flags.json) printJson({ node: process.versions.node, backend, rows });
  else print(describeSpeeds(backend, rows));
}
