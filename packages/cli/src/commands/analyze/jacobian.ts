import type { JacobianStudy } from '@unrolled/analysis';
import { integer } from '@unrolled/datasets/options';
import type { CellName } from '@unrolled/tasks';
import { Command } from 'commander';
import { UsageError, usage } from '../../errors.js';
import { flag, flags as shared } from '../../flags.js';

interface JacobianFlags {
  readonly cell: CellName;
  readonly length: number;
  readonly hidden: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function jacobianCommand(): Command {
  return new Command('jacobian')
    .description('the gradient through time, measured at every step beside its bound')
    .argument('[run]', 'the folder of a trained run; a fresh network for palindromes unless given')
    .addOption(shared.cell())
    .addOption(flag('--length <digits>', 'length of the palindrome', integer(2), 20))
    .addOption(flag('--hidden <units>', 'hidden units', integer(1), 32))
    .addOption(shared.seed())
    .addOption(shared.charts())
    .addOption(shared.json())
    .addHelpText(
      'after',
      '\nExample:\n  unrolled analyze jacobian --cell rnn --length 20\n  unrolled analyze jacobian runs/palindrome-rnn-length5-seed1',
    )
    .action(runJacobian);
}

async function runJacobian(run: string | undefined, flags: JacobianFlags, command: Command): Promise<void> {
  const [{ gradientFlow, initialWeights, planJob, selectBackend }, { makeTask, openRun }] = await Promise.all(
    [import('@unrolled/tasks'), import('../../run-folder.js')],
  );
  const [{ jacobianChart, describeJacobian }, { showStudy }] = await Promise.all([
    import('@unrolled/charts'),
    import('../../render/show-study.js'),
  ]);
  const show = (study: JacobianStudy, title: string) =>
    showStudy(study, describeJacobian(study, title), { jacobian: jacobianChart(study, title) }, flags);
  if (run !== undefined) {
    const given = ['cell', 'length', 'hidden'].find((name) => command.getOptionValueSource(name) === 'cli');
    if (given) throw new UsageError(`--${given} belongs to a fresh network; ${run} has its own`);
    const { record, task, weights } = await openRun(run);
    const study = usage(() => gradientFlow(task, record.job.model, weights, flags.seed));
    const title = `${record.job.model.kind} trained on ${task.name}`;
    await show(study, title);
    return;
  }
  await selectBackend('cpu');
  const { cell, length, hidden, seed } = flags;
  const job = planJob('palindrome', { length }, { model: cell, settings: { hiddenSize: hidden } });
  const task = await makeTask(job.task);
  const weights = await initialWeights(task, job.model, seed);
  const study = gradientFlow(task, job.model, weights, seed);
  const title = `fresh ${cell} with ${hidden} units`;
  await show(study, title);
}
