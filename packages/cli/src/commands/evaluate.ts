import { Command } from 'commander';
import type { BackendName } from '../backend.js';
import { UsageError } from '../errors.js';
import { integer, options } from '../options.js';

interface EvaluateFlags {
  readonly examples: number;
  readonly seed: number;
  readonly backend: BackendName | 'auto';
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description("score a run's best weights on fresh examples")
    .argument('<run>', 'the folder of the run')
    .option('--examples <count>', 'how many', integer(1), 2000)
    .addOption(options.seed())
    .addOption(options.backend())
    .addOption(options.json())
    .addHelpText(
      'after',
      '\nExample:\n  unrolled evaluate runs/palindrome-lstm-length5-seed1 --examples 10000',
    )
    .action(runEvaluate);
}

async function runEvaluate(run: string, { examples, seed, backend, json }: EvaluateFlags): Promise<void> {
  const [{ createTask, evaluateRun }, { readModel, readRunRecord }] = await Promise.all([
    import('@unrolled/tasks'),
    import('@unrolled/tasks/node'),
  ]);
  const [{ selectBackend }, { percent }] = await Promise.all([
    import('../backend.js'),
    import('../render/result.js'),
  ]);
  const record = await readRunRecord(run);
  if (!record) throw new UsageError(`${run} holds no run`);
  const weights = await readModel(run);
  await selectBackend(backend);
  const { loss, accuracy } = await evaluateRun(record, weights, { seed, examples });
  const { baseline } = createTask(record.task.name, record.task.options).dataset;
  if (json) console.log(JSON.stringify({ run, loss, accuracy, examples, baseline }));
  else {
    const count = examples.toLocaleString('en-US');
    console.log(
      `${run}: accuracy ${percent(accuracy)} on ${count} fresh examples (chance ${percent(baseline.value)})`,
    );
    console.log(`loss ${loss.toPrecision(4)} nats`);
  }
}
