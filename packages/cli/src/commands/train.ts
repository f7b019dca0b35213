import type { CellName, Task, TrainOptions } from '@unrolled/tasks';
import { Command, Option } from 'commander';
import type { BackendName } from '../backend.js';
import { exitCodes, UsageError, usage } from '../errors.js';
import { integer, options } from '../options.js';
import { type SettingFlags, type TaskFlags, taskOptions, trainingSettings } from '../task-flags.js';

interface TrainFlags extends TaskFlags, SettingFlags {
  readonly cell: CellName;
  readonly backend: BackendName | 'auto';
  readonly seed: number;
  readonly out?: string;
  readonly resume?: boolean;
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
    .addOption(
      new Option(
        '--resume',
        'go on with the run in --out, with the settings it has; only --steps may change',
      ).conflicts([
        'cell',
        'length',
        'encoding',
        'hidden',
        'batch',
        'learningRate',
        'optimizer',
        'clipNorm',
        'initialization',
        'forgetBias',
        'seed',
      ]),
    )
    .addOption(options.json())
    .addHelpText(
      'after',
      '\nExample:\n  unrolled train palindrome --cell lstm --length 10 --out runs/first\n  unrolled train palindrome --out runs/first --resume',
    )
    .action(runTrain);
}

async function runTrain(taskName: string, flags: TrainFlags): Promise<void> {
  const [{ train }, { runDirectory }, { selectBackend }] = await Promise.all([
    import('@unrolled/tasks'),
    import('@unrolled/tasks/node'),
    import('../backend.js'),
  ]);
  const [{ interruptSignal }, { createProgress }, { describeResult }] = await Promise.all([
    import('../interrupt.js'),
    import('../render/progress.js'),
    import('../render/result.js'),
  ]);
  const { task, folder, backend, ...choices } = flags.resume
    ? await resumedRun(taskName, flags)
    : await freshRun(taskName, flags);
  await selectBackend(backend);

  const signal = interruptSignal();
  const progress = createProgress(signal);
  const run = train(task, { ...choices, store: runDirectory(folder), signal });
  try {
    for await (const event of run) {
      progress.show(`${choices.cell} length ${task.options.length}`, event);
      if (event.type === 'start') {
        for (const reason of event.refused) process.stderr.write(`passed over ${reason}\n`);
      }
      if (flags.json)
        console.log(JSON.stringify(event.type === 'done' ? { type: 'done', ...event.result } : event));
      else if (event.type === 'done') console.log(describeResult(task, choices.cell, event.result));
    }
  } finally {
    progress.close();
  }
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
}

interface PlannedRun extends Pick<TrainOptions, 'cell' | 'seed' | 'settings' | 'resume'> {
  readonly task: Task;
  readonly folder: string;
  readonly backend: BackendName | 'auto';
}

/** The run that the flags describe, in a folder of its own. */
async function freshRun(taskName: string, flags: TrainFlags): Promise<PlannedRun> {
  const [{ createTask }, { chooseFolder }] = await Promise.all([
    import('@unrolled/tasks'),
    import('../run-folder.js'),
  ]);
  const { cell, seed, backend } = flags;
  const task = usage(() => createTask(taskName, taskOptions(flags)));
  const name = `${taskName}-${cell}-length${task.options.length}-seed${seed}`;
  return {
    task,
    cell,
    seed,
    backend,
    settings: trainingSettings(flags),
    folder: chooseFolder(flags.out, name, 'run.json'),
  };
}

/** The run that a folder records, on the backend it ran on; only its number of steps may change. */
async function resumedRun(
  taskName: string,
  { out: folder, steps, backend }: TrainFlags,
): Promise<PlannedRun> {
  const [{ createTask }, { readRunRecord }] = await Promise.all([
    import('@unrolled/tasks'),
    import('@unrolled/tasks/node'),
  ]);
  if (folder === undefined)
    throw new UsageError('--resume needs --out with the folder of the run to go on with');
  const record = await readRunRecord(folder);
  if (!record)
    throw new UsageError(`${folder} holds no run to resume; leave --resume out to start one there`);
  if (record.task.name !== taskName) {
    throw new UsageError(`${folder} holds a run of ${record.task.name}, not of ${taskName}`);
  }
  return {
    task: createTask(taskName, record.task.options),
    cell: record.cell,
    seed: record.seed,
    settings: { ...record.settings, ...(steps !== undefined && { steps }) },
    folder,
    backend:
      backend === 'auto' && (record.backend === 'wasm' || record.backend === 'cpu')
        ? record.backend
        : backend,
    resume: true,
  };
}
