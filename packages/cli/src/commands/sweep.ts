import { integer } from '@unrolled/datasets/options';
import type { Job, ModelName, SweepPlan, TaskDefinition } from '@unrolled/tasks';
import { cellNames } from '@unrolled/tasks/spec';
import { Command, type Option } from 'commander';
import { exitCodes, UsageError, usage } from '../errors.js';
import { type FlagValues, flag, flags as shared, valuesOf } from '../flags.js';
import { settingFlags, taskFlags } from '../training-flags.js';

interface SweepFlags extends FlagValues {
  readonly cell: readonly ModelName[];
  readonly backend: Job['backend'];
  readonly seed: number;
  readonly seeds: number;
  readonly workers?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `unrolled sweep`; its help is that of one task where the command line names it. */
export function sweepCommand(task?: TaskDefinition): Command {
  const varied = { ...taskFlags({ task, several: true }), ...settingFlags({ task, several: true }) };
  const command = new Command('sweep')
    .description('train every combination of cells, seeds and of every value that a flag lists, in parallel')
    .argument('<task>', 'what to learn; `unrolled tasks` lists them')
    .addOption(shared.cells(cellNames))
    .addOption(flag('--seeds <count>', 'so many seeds, from --seed on', integer(1), 1));
  for (const option of [...Object.values(varied), shared.seed(), shared.backend()]) command.addOption(option);
  return command
    .addOption(flag('--workers <count>', 'runs at a time (default: the processor’s cores)', integer(1)))
    .option('--out <folder>', 'where runs, tables and charts are kept (default: runs/sweep-<task>)')
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
A flag that is given several values, separated by commas, compares them; all runs share what has one.
A sweep that was stopped goes on when it is started again with the same --out: runs that are done are kept.

Examples:
  unrolled sweep palindrome --cell rnn,lstm --length 5,10,15,20 --seeds 3
  unrolled sweep parity --cell rnn --learning-rate 0.01,0.003,0.001 --optimizer adam,rmsprop`,
    )
    .action((taskName: string, values: SweepFlags) => runSweep(taskName, values, varied));
}

async function runSweep(
  taskName: string,
  flags: SweepFlags,
  varied: Readonly<Record<string, Option>>,
): Promise<void> {
  const [{ availableParallelism }, { sweepGrid, jobAt, planOf }, { makeTask }] = await Promise.all([
    import('node:os'),
    import('@unrolled/tasks'),
    import('../run-folder.js'),
  ]);
  const [{ openSweep }, { runInParallel }, { interruptSignal }, { showSweep }] = await Promise.all([
    import('../sweep/sweep-folder.js'),
    import('../sweep/run-in-parallel.js'),
    import('../interrupt.js'),
    import('../sweep/show-sweep.js'),
  ]);
  const { plan, values } = planSweep(taskName, flags, varied);
  const seeds = Array.from({ length: flags.seeds }, (_, i) => flags.seed + i);
  const points = sweepGrid({ cells: flags.cell, seeds, values });
  // What a job or its task refuses is refused before anything is started.
  const jobs = usage(() => points.map((point) => jobAt(plan, point)));
  requireMeaning(plan, jobs);
  const tasks = await Promise.all(jobs.map(({ task }) => makeTask(task)));
  usage(() => jobs.map((job, i) => planOf(job, tasks[i]!)));

  const signal = interruptSignal();
  const sweep = await openSweep(flags.out, plan);
  const outcomes = await runInParallel(sweep, points, {
    workers: Math.min(flags.workers ?? availableParallelism(), points.length),
    signal,
    json: flags.json ?? false,
  });
  await showSweep(sweep, tasks[0]!, outcomes, flags.json ?? false);
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
  else if (outcomes.some(({ error }) => error !== undefined)) process.exitCode = exitCodes.failed;
}

/** Axes that a run is always named by; of any other flag, one value is what all runs share. */
const alwaysVaried = ['optimizer', 'learningRate', 'length'];

function planSweep(
  task: string,
  flags: SweepFlags,
  varied: Readonly<Record<string, Option>>,
): { readonly plan: SweepPlan; readonly values: Record<string, readonly (string | number)[]> } {
  const given = valuesOf(varied, flags);
  const isAxis = (name: string) =>
    Array.isArray(given[name]) && (given[name].length > 1 || alwaysVaried.includes(name));
  // The axes that name a run stand last, the length at the very end, so that curves over it are whole first.
  const names = [...Object.keys(given).filter((name) => !alwaysVaried.includes(name)), ...alwaysVaried];
  const axes = names.filter(isAxis).map((name) => [name, given[name]]);
  const fixed = names
    .filter((name) => name in given && !isAxis(name))
    .map((name) => [name, [given[name]].flat()[0]]);
  const optionNames = Object.keys(taskFlags());
  const pickFixed = (ofTask: boolean) =>
    Object.fromEntries(fixed.filter(([name]) => optionNames.includes(name as string) === ofTask));
  return {
    plan: { task, options: pickFixed(true), shared: pickFixed(false), backend: flags.backend },
    values: Object.fromEntries(axes),
  };
}

/** @throws UsageError for a setting that means something to none of the jobs */
function requireMeaning({ shared: settings = {} }: SweepPlan, jobs: readonly Job[]): void {
  const known = jobs.map(({ model, optimizer, settings }) => ({ ...model, ...optimizer, ...settings }));
  const stray = Object.keys(settings).find((name) => !known.some((job) => name in job));
  if (stray !== undefined) throw new UsageError(`${stray} is a setting of none of the models of this sweep`);
}
