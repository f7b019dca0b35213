import type { JacobianStudy } from '@unrolled/analysis';
import type { CellName } from '@unrolled/tasks';
import { Command } from 'commander';
import { UsageError, usage } from '../../errors.js';
import { integer, options } from '../../options.js';

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
    .addOption(options.cell())
    .option('--length <digits>', 'length of the palindrome', integer(2), 20)
    .option('--hidden <units>', 'hidden units', integer(1), 32)
    .addOption(options.seed())
    .addOption(options.charts())
    .addOption(options.json())
    .addHelpText(
      'after',
      '\nExample:\n  unrolled analyze jacobian --cell rnn --length 20\n  unrolled analyze jacobian runs/palindrome-rnn-length5-seed1',
    )
    .action(runJacobian);
}

async function runJacobian(run: string | undefined, flags: JacobianFlags, command: Command): Promise<void> {
  const [{ gradientFlow, initialWeights }, { makeTask, openRun }] = await Promise.all([
    import('@unrolled/tasks'),
    import('../../run-folder.js'),
  ]);
  const [{ selectBackend }, { jacobianChart, describeJacobian }, { showStudy }] = await Promise.all([
    import('../../backend.js'),
    import('@unrolled/charts'),
    import('../../render/show-study.js'),
  ]);
  const show = (study: JacobianStudy, title: string) =>
    showStudy(study, describeJacobian(study, title), { jacobian: jacobianChart(study, title) }, flags);
  if (run !== undefined) {
    const given = ['cell', 'length', 'hidden'].find((name) => command.getOptionValueSource(name) === 'cli');
    if (given) throw new UsageError(`--${given} belongs to a fresh network; ${run} has its own`);
    const { record, task, weights } = await openRun(run);
    const study = usage(() => gradientFlow(task, record, weights, flags.seed));
    const title = `${record.cell} trained on ${record.task.name}`;
    await show(study, title);
    return;
  }
  await selectBackend('cpu');
  const { cell, length, hidden, seed } = flags;
  const task = await makeTask('palindrome', { length });
  const settings = { ...task.settings, hiddenSize: hidden };
  const study = gradientFlow(
    task,
    { cell, settings },
    await initialWeights(task, cell, settings, seed),
    seed,
  );
  const title = `fresh ${cell} with ${hidden} units`;
  await show(study, title);
}
