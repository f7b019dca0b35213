import type { EpochRecord, Job, RunStore, Task, TaskDefinition } from '@unrolled/tasks';
import { Command, Option } from 'commander';
import { asUsage, exitCodes, UsageError, usage } from '../errors.js';
import { type FlagValues, flags as shared } from '../flags.js';
import { modelFlag, requestOf, settingFlags, taskFlags } from '../training-flags.js';

interface TrainFlags extends FlagValues {
  readonly backend: Job['backend'];
  readonly seed: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

/** `unrolled train`; its help is that of one task where the command line names it. */
export function trainCommand(task?: TaskDefinition): Command {
  const makesRun = [
    modelFlag(task),
    ...Object.values(taskFlags({ task })),
    ...Object.values(settingFlags({ task })),
    shared.seed(),
  ];
  const command = new Command('train')
    .description('train a model on a task and keep the run in a folder')
    .argument('<task>', 'what to learn; `unrolled tasks` lists them');
  for (const option of makesRun) command.addOption(option);
  const fixed = makesRun.map((option) => option.attributeName());
  return command
    .addOption(shared.backend())
    .option('--out <folder>', 'where the run is kept (default: runs/<name>)')
    .addOption(
      new Option(
        '--resume',
        'go on with the run in --out, with the settings it has; only --steps and --epochs may change',
      ).conflicts(fixed.filter((name) => name !== 'steps' && name !== 'epochs')),
    )
    .addOption(shared.json())
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

async function runTrain(taskName: string, flags: TrainFlags): Promise<void> {
  const [{ runJob, scoreConstructed }, { runDirectory }, { makeTask, resources }] = await Promise.all([
    import('@unrolled/tasks'),
    import('@unrolled/tasks/node'),
    import('../run-folder.js'),
  ]);
  const [{ interruptSignal }, { createProgress }, { describeResult }, { print, printJson, remark }] =
    await Promise.all([
      import('../interrupt.js'),
      import('../render/progress.js'),
      import('@unrolled/charts'),
      import('../render/print.js'),
    ]);
  const { job, folder } = flags.resume ? await resumedRun(taskName, flags) : await freshRun(taskName, flags);
  const task = await makeTask(job.task);
  const signal = interruptSignal();
  const progress = createProgress(signal);
  const history: EpochRecord[] = [];
  const store = runDirectory(folder);
  let started = false;
  const passOver = (name: string, reason: string) => remark(`backend ${name} passed over: ${reason}`);
  try {
    for await (const event of runJob(job, { store, resume: flags.resume, signal, resources, passOver })) {
      started = true;
      progress.show(`${task.name} ${job.model.kind}`, event);
      if (event.type === 'start') {
        for (const reason of event.refused) remark(`passed over ${reason}`);
        history.push(...event.record.history);
      } else if (event.type === 'epoch') history.push(event);
      else if (event.type === 'done') progress.close();
      if (flags.json) printJson(event.type === 'done' ? { type: 'done', ...event.result } : event);
      else if (event.type === 'done') {
        const byHand = await scoreConstructed(task, job.seed);
        print(describeResult(task, job.model.kind, event.result, byHand));
      }
    }
    await showRun(task, job, store, history, flags.json ?? false);
  } catch (error) {
    throw started ? error : asUsage(error);
  } finally {
    progress.close();
  }
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
}

/** Keeps the run's charts beside it, and shows the loss and five examples to a person. */
async function showRun(
  task: Task,
  job: Job,
  store: RunStore,
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
  const charts = runCharts(task, job.model.kind, history);
  await saveCharts(store.location, charts);
  if (json) return;
  if (history.length > 1 && charts.loss) print(['', charts.loss]);
  for (const example of await workedExamples(task, job, await store.readModel(), 5)) print(['', example]);
}

interface PlannedRun {
  readonly job: Job;
  readonly folder: string;
}

/** The run that the flags describe, in a folder of its own. */
async function freshRun(taskName: string, flags: TrainFlags): Promise<PlannedRun> {
  const [{ planJob }, { chooseFolder }] = await Promise.all([
    import('@unrolled/tasks/spec'),
    import('../run-folder.js'),
  ]);
  const { options, ...request } = requestOf(flags);
  const { seed, backend } = flags;
  const job = usage(() => planJob(taskName, options, { ...request, seed, backend }));
  const { length } = job.task.options;
  const parts = [
    taskName,
    job.model.kind,
    ...(length === undefined ? [] : [`length${length}`]),
    `seed${seed}`,
  ];
  return { job, folder: chooseFolder(flags.out, parts.join('-'), 'run.json') };
}

/** The run that a folder records; only how long it goes on may change. */
async function resumedRun(taskName: string, flags: TrainFlags): Promise<PlannedRun> {
  const { openStore } = await import('../run-folder.js');
  const { out: folder, backend } = flags;
  if (folder === undefined)
    throw new UsageError('--resume needs --out with the folder of the run to go on with');
  const { job } = (await openStore(folder)).record;
  if (job.task.name !== taskName) {
    throw new UsageError(`${folder} holds a run of ${job.task.name}, not of ${taskName}`);
  }
  const { steps = null, epochs = job.settings.epochs } = requestOf(flags).settings;
  const longer = flags.steps !== undefined || flags.epochs !== undefined;
  return {
    job: {
      ...job,
      ...(longer && { settings: { ...job.settings, steps, epochs } }),
      ...(backend !== 'auto' && { backend }),
    },
    folder,
  };
}
