import { integer } from '@unrolled/datasets/options';
import { type Changes, planJob, type SweepPoint } from '@unrolled/tasks/spec';
import { describeCommand } from '../command.js';
import { flag } from '../flags.js';
import { interruptSignal, saved } from '../interrupt.js';
import { print, remark } from '../render/print.js';
import { makeTask } from '../runs.js';

/** The two ways that are compared. */
const ways: Readonly<Record<string, Changes>> = {
  usual: {
    initialization: 'uniform',
    forgetBias: 0,
    optimizer: 'rmsprop',
    learningRate: 0.001,
    clipNorm: 10,
  },
  default: {},
};
const said: Readonly<Record<string, string>> = { usual: 'as usually set', default: 'with the defaults' };
const cells = ['rnn', 'lstm'] as const;
const lengths = [5, 15, 30];

export const demoCommand = describeCommand({
  name: 'demo',
  summary:
    'see an RNN and an LSTM fail at remembering as they are usually set, and hold with the defaults here',
  flags: () => ({
    steps: flag('--steps <count>', 'at most this many training steps a run', integer(1), 500),
  }),
  notes: `Palindromes of ${lengths.join(', ')} digits, whose first digit is to be told at the end. "As usually set" is: uniform initial
weights, no forget bias, RMSProp at 0.001, clip norm 10. The runs are kept in runs/demo.`,
  examples: ['unrolled demo'],
  async run({ steps }) {
    const [{ availableParallelism }, training, { runPoints }] = await Promise.all([
      import('node:os'),
      import('../training.js'),
      import('./sweep/run-points.js'),
    ]);
    const { localProcesses, scoreCharts, summarizeSweep, sweepTable } = training;
    const signal = interruptSignal();
    const placed = Object.entries(ways).flatMap(([way, settings]) =>
      cells.flatMap((cell) =>
        lengths.map((length) => {
          const point: SweepPoint = { cell, seed: 1, set: way, length };
          const job = planJob('palindrome', { length }, { model: cell, shared: { ...settings, steps } });
          const run = `runs/demo/${cell}-${way}-length${length}-steps${steps}`;
          return { point, job, run };
        }),
      ),
    );
    const outcomes = await runPoints(
      placed,
      localProcesses({ workers: availableParallelism() }),
      signal,
      undefined,
    );
    const { dataset } = await makeTask(placed[0]!.job.task);
    const done = outcomes.flatMap(({ point, record }) =>
      record?.result ? [{ ...record.result, point, name: `${point.cell}, ${said[String(point.set)]}` }] : [],
    );
    saved();
    for (const { run, error } of outcomes) if (error !== undefined) remark(`failed: ${run}: ${error}`);
    if (done.length === 0) return;
    const scores = done.map((each) => ({ ...each, x: Number(each.point.length) }));
    const [chart] = scoreCharts('palindrome', dataset, 'length', scores);
    print([sweepTable(summarizeSweep(done), dataset), '', ...(chart ? [chart] : [])]);
    print('\nto look closer: unrolled report runs/demo');
  },
});
