import { integer, positive } from '@unrolled/datasets/options';
import { planJob } from '@unrolled/tasks/spec';
import { describeCommand } from '../command.js';
import { usage } from '../errors.js';
import { flag, flags as shared, threadCount } from '../flags.js';
import { print, printJson, remark } from '../render/print.js';
import { makeTask } from '../runs.js';
import { useBackend } from '../use-backend.js';

export const benchCommand = describeCommand({
  name: 'bench',
  summary: 'time a training step beside the same step of tf.layers',
  flags: () => ({
    cell: shared.cells(['rnn', 'gru', 'lstm']),
    length: flag('--length <digits>', 'length of the palindromes', integer(2), 20),
    hidden: flag('--hidden <units>', 'hidden units', integer(1), 128),
    batch: flag('--batch <examples>', 'examples in a training step', integer(1), 128),
    seconds: flag('--seconds <time>', 'how long to measure each cell', positive, 4),
    backend: shared.backend(),
    threads: shared.threads(),
    json: shared.json(),
  }),
  examples: ['unrolled bench --cell lstm --seconds 10'],
  async run({ cell: cells, length, hidden, batch, seconds, ...flags }) {
    const [{ describeSpeeds, planOf }, { flop, measureSpeed, palindromeStep }] = await Promise.all([
      import('../training.js'),
      import('@unrolled/tasks/speed'),
    ]);
    const settings = { hiddenSize: hidden, batchSize: batch };
    for (const model of cells) {
      const { backend } = flags;
      const job = usage(() => planJob('palindrome', { length }, { model, settings, backend }));
      const task = await makeTask(job.task);
      usage(() => planOf(job, task)); // what cannot be trained cannot be timed
    }
    const shapes = cells.map((cell) => palindromeStep(cell, { length, batch, hiddenSize: hidden }));
    const work = Math.max(...shapes.map(flop));
    const backend = await useBackend(flags.backend, { work, threads: threadCount(flags.threads) });
    const rows = [];
    for (const shape of shapes) {
      remark(
        `measuring ${shape.cell}, in turns with its like in tf.layers where that is installed, for ${seconds} s`,
      );
      rows.push(await measureSpeed(shape, { seconds }));
    }
    if (flags.json) printJson({ node: process.versions.node, backend, rows });
    else print(describeSpeeds(backend, rows));
  },
});
