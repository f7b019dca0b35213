import type { CellName } from '@unrolled/tasks';
import { Command } from 'commander';
import type { BackendName } from '../backend.js';
import { exitCodes, usage } from '../errors.js';
import { integer, options } from '../options.js';
import { type SettingFlags, type TaskFlags, taskOptions, trainingSettings } from '../task-flags.js';

interface TrainFlags extends TaskFlags, SettingFlags {
  readonly cell: CellName;
  readonly backend: BackendName | 'auto';
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function trainCommand(): Command {
  const command = new Command('train')
    .description('train a model on a task and keep the run in a folder')
    .argument('<task>', 'what to learn; `unrolled tasks` lists them')
    .addOption(options.cell())
    .option('--length <digits>', 'length of the sequence', integer(2));
  for (const option of [options.encoding(), ...options.settings(), options.seed(), options.backend()]) {
    command.addOption(option);
  }
  return command
    .option('--out <folder>', 'where the run is kept (default: runs/<name>)')
    .addOption(options.json())
    .addHelpText('after', '\nExample:\n  unrolled train palindrome --cell lstm --length 10 --seed 3')
    .action(runTrain);
}

async function runTrain(taskName: string, flags: TrainFlags): Promise<void> {
  const [
    { createTask, train },
    { runDirectory },
    { selectBackend },
    { createProgress },
    { describeResult },
    { chooseFolder },
    { interruptSignal },
  ] = await Promise.all([
    import('@unrolled/tasks'),
    import('@unrolled/tasks/node'),
    import('../backend.js'),
    import('../render/progress.js'),
    import('../render/result.js'),
    import('../run-folder.js'),
    import('../interrupt.js'),
  ]);
  const task = usage(() => createTask(taskName, taskOptions(flags)));
  const folder = chooseFolder(
    flags.out,
    `${taskName}-${flags.cell}-length${task.options.length}-seed${flags.seed}`,
    'run.json',
  );
  await selectBackend(flags.backend);

  const signal = interruptSignal();
  const progress = createProgress(signal);
  const run = train(task, {
    cell: flags.cell,
    seed: flags.seed,
    settings: trainingSettings(flags),
    store: runDirectory(folder),
    signal,
  });
  try {
    for await (const event of run) {
      progress.show(`${flags.cell} length ${task.options.length}`, event);
      if (flags.json)
        console.log(JSON.stringify(event.type === 'done' ? { type: 'done', ...event.result } : event));
      else if (event.type === 'done') console.log(describeResult(task, flags.cell, event.result));
    }
  } finally {
    progress.close();
  }
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
}
