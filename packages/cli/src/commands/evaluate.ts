import { integer } from '@unrolled/datasets/options';
import type { Confusion, Job, TaskOptions } from '@unrolled/tasks';
import { Command } from 'commander';
import { UsageError } from '../errors.js';
import { type FlagValues, flag, flags as shared, valuesOf } from '../flags.js';
import { taskFlags } from '../training-flags.js';

interface EvaluateFlags extends FlagValues {
  readonly examples?: number;
  readonly seed: number;
  readonly backend: Job['backend'];
  readonly out?: string;
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description("score a run's best weights on fresh examples, of other lengths too")
    .argument('<run>', 'the folder of the run')
    .addOption(
      flag('--examples <count>', 'how many (default: 2000, or all of a finite test set)', integer(1)),
    );
  for (const option of Object.values(taskFlags())) command.addOption(option);
  return command
    .addOption(shared.seed())
    .addOption(shared.backend())
    .addOption(shared.charts())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  unrolled evaluate runs/palindrome-lstm-length5-seed1 --examples 10000
  unrolled evaluate runs/mnist-rows-lstm-seed1 --out confusion.png
  unrolled evaluate runs/binary-addition-rnn-length16-seed1 --length 64`,
    )
    .action(runEvaluate);
}

async function runEvaluate(run: string, flags: EvaluateFlags): Promise<void> {
  const { seed, backend, examples, out, json } = flags;
  const [{ confusionOf, evaluateRun }, { openRun }, { selectBackend }] = await Promise.all([
    import('@unrolled/tasks'),
    import('../run-folder.js'),
    import('@unrolled/tasks'),
  ]);
  const [{ describeScores }, { print, printJson }] = await Promise.all([
    import('@unrolled/charts'),
    import('../render/print.js'),
  ]);
  const { record, task, weights } = await openRun(run, valuesOf(taskFlags(), flags) as TaskOptions);
  await selectBackend(backend);
  const asked = { seed, ...(examples && { examples }) };
  const scores = await evaluateRun(task, record.job.model, weights, asked);
  const { baseline } = task.dataset;
  if (json) printJson({ run, ...scores, ...(examples && { examples }), options: task.options, baseline });
  else print([run, ...describeScores(task.dataset, scores)]);
  if (out !== undefined || !json)
    await showConfusion(await confusionOf(task, record.job.model, weights, asked), flags);
}

/** Which class was taken for which: to a person, and into a picture. */
async function showConfusion(
  confusion: Confusion | undefined,
  { out, json }: Pick<EvaluateFlags, 'out' | 'json'>,
): Promise<void> {
  if (!confusion) {
    if (out !== undefined)
      throw new UsageError('--out draws what was taken for what, which needs a class for every sequence');
    return;
  }
  const [{ confusionMatrix }, { saveCharts }, { print }] = await Promise.all([
    import('@unrolled/charts'),
    import('../render/save-charts.js'),
    import('../render/print.js'),
  ]);
  const chart = confusionMatrix('true and predicted classes', confusion.classes, confusion.counts);
  if (out !== undefined) await saveCharts(out, { confusion: chart });
  if (!json) print(['', chart]);
}
