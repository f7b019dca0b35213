import { integer } from '@unrolled/datasets/options';
import { planJob } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../../command.js';
import { UsageError, usage } from '../../errors.js';
import { flag, flags as shared } from '../../flags.js';
import { showResult } from '../../render/show-result.js';
import { makeTask, openRun } from '../../runs.js';

export const jacobianCommand = describeCommand({
  name: 'jacobian',
  summary: 'the gradient through time, measured at every step beside its bound',
  args: [argument('[run]', 'the folder of a trained run; a fresh network for palindromes unless given')],
  flags: () => ({
    cell: shared.cell(),
    length: flag('--length <digits>', 'length of the palindrome', integer(2), 20),
    hidden: flag('--hidden <units>', 'hidden units', integer(1), 32),
    seed: shared.seed(),
    out: shared.charts(),
    json: shared.json(),
  }),
  examples: [
    'unrolled analyze jacobian --cell rnn --length 20',
    'unrolled analyze jacobian runs/palindrome-rnn-length5-seed1',
  ],
  async run({ cell, length, hidden, seed, ...flags }, [run]: [string?], command) {
    const { describeJacobian, gradientFlow, initialWeights, jacobianChart, selectBackend } = await import(
      '../../training.js'
    );
    const fresh = async () => {
      await selectBackend('cpu');
      const job = planJob('palindrome', { length }, { model: cell, settings: { hiddenSize: hidden } });
      const task = await makeTask(job.task);
      const weights = await initialWeights(task, job.model, seed);
      return { task, job, weights, title: `fresh ${cell} with ${hidden} units` };
    };
    const trained = async (folder: string) => {
      const given = ['cell', 'length', 'hidden'].find((name) => command.getOptionValueSource(name) === 'cli');
      if (given) throw new UsageError(`--${given} belongs to a fresh network; ${folder} has its own`);
      const run = await openRun(folder);
      return { ...run, title: `${run.job.model.kind} trained on ${run.task.name}` };
    };
    const { task, job, weights, title } = run === undefined ? await fresh() : await trained(run);
    const study = usage(() => gradientFlow(task, job.model, weights, seed));
    await showResult(study, describeJacobian(study, title), { jacobian: jacobianChart(study, title) }, flags);
  },
});
