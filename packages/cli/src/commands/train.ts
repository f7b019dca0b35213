import type { EpochRecord, ModelName, Task, TrainOptions } from '@unrolled/tasks';
import { Command, Option } from 'commander';
import type { BackendName } from '../backend.js';
import { asUsage, exitCodes, UsageError } from '../errors.js';
import { oneOf, options } from '../options.js';
import {
  type Flags,
  length,
  settingChanges,
  settingFlags,
  singleRun,
  taskFlags,
  taskOptions,
} from '../training-options.js';

interface TrainFlags extends Flags {
  readonly cell?: ModelName;
  readonly backend: BackendName | 'auto';
  readonly seed: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

export function trainCommand(): Command {
  const command = new Command('train')
    .description('train a model on a task and keep the run in a folder')
    .argument('<task>', 'what to learn; `unrolled tasks` lists them');
  const makesRun = [
    modelOption(),
    length(),
    ...taskFlags(),
    ...settingFlags(),
    ...singleRun(),
    options.seed(),
  ];
  for (const option of makesRun) command.addOption(option);
  const fixed = makesRun.map((option) => option.attributeName());
  return command
    .addOption(options.backend())
    .option('--out <folder>', 'where the run is kept (default: runs/<name>)')
    .addOption(
      new Option(
        '--resume',
        'go on with the run in --out, with the settings it has; only --steps and --epochs may change',
      ).conflicts(fixed.filter((name) => name !== 'steps' && name !== 'epochs')),
    )
    .addOption(options.json())
    .addHelpText(
      'after',
      `
Examples:
  unrolled train palindrome --cell lstm --length 10 --out runs/first
  unrolled train palindrome --out runs/first --resume
  unrolled train binary-addition --scheme encoder-decoder`,
    )
    .action(runTrain);
}

/** The cell of a run; what the task usually takes unless given. */
export function modelOption(): Option {
  const models = ['rnn', 'gru', 'lstm', 'feedforward'] as const;
  return new Option(
    '--cell <kind>',
    `recurrent cell: ${models.join(', ')} (default: the task's own)`,
  ).argParser(oneOf(models));
}

async function runTrain(taskName: string, flags: TrainFlags): Promise<void> {
  const [{ resolveSettings, scoreConstructed, train }, { runDirectory }, { selectBackend }] =
    await Promise.all([import('@unrolled/tasks'), import('@unrolled/tasks/node'), import('../backend.js')]);
  const [{ interruptSignal }, { createProgress }, { describeResult }, { print, printJson, remark }] =
    await Promise.all([
      import('../interrupt.js'),
      import('../render/progress.js'),
      import('@unrolled/charts'),
      import('../render/print.js'),
    ]);
  const { task, folder, backend, ...choices } = flags.resume
    ? await resumedRun(taskName, flags)
    : await freshRun(taskName, flags);
  try {
    resolveSettings(task, choices.settings, choices.cell);
  } catch (error) {
    throw asUsage(error);
  }
  await selectBackend(backend);

  const signal = interruptSignal();
  const progress = createProgress(signal);
  const history: EpochRecord[] = [];
  const run = train(task, { ...choices, store: runDirectory(folder), signal });
  try {
    for await (const event of run) {
      progress.show(`${task.name} ${choices.cell}`, event);
      if (event.type === 'start') {
        for (const reason of event.refused) remark(`passed over ${reason}`);
        history.push(...event.record.history);
      } else if (event.type === 'epoch') history.push(event);
      else if (event.type === 'done') progress.close();
      if (flags.json) printJson(event.type === 'done' ? { type: 'done', ...event.result } : event);
      else if (event.type === 'done') {
        const byHand = await scoreConstructed(task, choices.seed ?? 1);
        print(describeResult(task, choices.cell, event.result, byHand));
      }
    }
    await showRun(task, choices, folder, history, flags.json ?? false);
  } finally {
    progress.close();
  }
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
}

/** Keeps the run's charts beside it, and shows the loss and five examples to a person. */
async function showRun(
  task: Task,
  { cell, seed = 1 }: Pick<TrainOptions, 'cell' | 'seed'>,
  folder: string,
  history: readonly EpochRecord[],
  json: boolean,
): Promise<void> {
  if (history.length === 0) return;
  const [{ runCharts }, { saveCharts }, { print }, { workedExamples }] = await Promise.all([
    import('@unrolled/charts'),
    import('../render/save-charts.js'),
    import('../render/print.js'),
    import('../worked-examples.js'),
  ]);
  const charts = runCharts(task, cell, history);
  await saveCharts(folder, charts);
  if (json) return;
  if (history.length > 1 && charts.loss) print(['', charts.loss]);
  for (const example of await workedExamples(task, folder, seed, 5)) print(['', example]);
}

interface PlannedRun extends Pick<TrainOptions, 'cell' | 'seed' | 'settings' | 'resume'> {
  readonly task: Task;
  readonly folder: string;
  readonly backend: BackendName | 'auto';
}

/** The run that the flags describe, in a folder of its own. */
async function freshRun(taskName: string, flags: TrainFlags): Promise<PlannedRun> {
  const { chooseFolder, makeTask } = await import('../run-folder.js');
  const { seed, backend } = flags;
  const task = await makeTask(taskName, taskOptions(flags));
  const cell = flags.cell ?? task.models[0]!;
  const parts = [
    taskName,
    cell,
    ...('length' in task.options ? [`length${task.options.length}`] : []),
    `seed${seed}`,
  ];
  const folder = chooseFolder(flags.out, parts.join('-'), 'run.json');
  return { task, cell, seed, backend, settings: settingChanges(flags), folder };
}

/** The run that a folder records, on the backend it ran on; only how long it goes on may change. */
async function resumedRun(taskName: string, flags: TrainFlags): Promise<PlannedRun> {
  const { makeTask, readRecord } = await import('../run-folder.js');
  const { out: folder, backend } = flags;
  if (folder === undefined)
    throw new UsageError('--resume needs --out with the folder of the run to go on with');
  const record = await readRecord(folder);
  if (record.task.name !== taskName) {
    throw new UsageError(`${folder} holds a run of ${record.task.name}, not of ${taskName}`);
  }
  const { steps, epochs } = settingChanges(flags);
  const until = steps ?? (epochs !== undefined ? epochs * record.settings.stepsPerEpoch : undefined);
  return {
    task: await makeTask(taskName, record.task.options),
    cell: record.cell,
    seed: record.seed,
    settings: { ...record.settings, ...(until !== undefined && { steps: until }) },
    folder,
    backend:
      backend === 'auto' && (record.backend === 'wasm' || record.backend === 'cpu')
        ? record.backend
        : backend,
    resume: true,
  };
}
