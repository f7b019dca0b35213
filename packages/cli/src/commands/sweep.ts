import type { ModelName, OptimizerName } from '@unrolled/tasks';
import { Command } from 'commander';
import type { BackendName } from '../backend.js';
import { asUsage, exitCodes } from '../errors.js';
import { integer, options, setOf } from '../options.js';
import {
  asArguments,
  type Flags,
  settingChanges,
  settingFlags,
  sweepAxes,
  taskFlags,
  taskOptions,
} from '../training-options.js';

interface SweepFlags extends Flags {
  readonly cell: readonly ModelName[];
  readonly length?: readonly number[];
  readonly learningRate?: readonly number[];
  readonly optimizer?: readonly OptimizerName[];
  readonly backend: BackendName | 'auto';
  readonly seed: number;
  readonly seeds: number;
  readonly workers?: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function sweepCommand(): Command {
  const command = new Command('sweep')
    .description('train every combination of cells, lengths, seeds, rates and optimizers, in parallel')
    .argument('<task>', 'what to learn; `unrolled tasks` lists them')
    .addOption(options.cells())
    .option('--length <lengths>', "lengths, separated by commas (default: the task's own)", setOf(integer(1)))
    .option('--seeds <count>', 'so many seeds, from --seed on', integer(1), 1);
  const passedOn = [...taskFlags(), ...settingFlags()];
  for (const option of [...sweepAxes(), ...passedOn, options.seed(), options.backend()])
    command.addOption(option);
  return command
    .option('--workers <count>', 'runs at a time (default: the processor’s cores)', integer(1))
    .option('--out <folder>', 'where runs, tables and charts are kept (default: runs/sweep-<task>)')
    .addOption(options.json())
    .addHelpText(
      'after',
      `
A sweep that was stopped goes on when it is started again with the same --out: runs that are done are kept.

Examples:
  unrolled sweep palindrome --cell rnn,lstm --length 5,10,15,20 --seeds 3
  unrolled sweep parity --cell rnn --learning-rate 0.01,0.003,0.001 --optimizer adam,rmsprop`,
    )
    .action((task: string, flags: SweepFlags) =>
      runSweep(task, flags, asArguments(command, [...passedOn, options.backend()])),
    );
}

async function runSweep(taskName: string, flags: SweepFlags, passedOn: readonly string[]): Promise<void> {
  const [{ availableParallelism }, { resolveSettings, sweepGrid }, { makeTask }] = await Promise.all([
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
  const lengths = flags.length ?? [undefined];
  const points = sweepGrid({
    cells: flags.cell,
    lengths: flags.length ?? [],
    seeds: Array.from({ length: flags.seeds }, (_, i) => flags.seed + i),
    learningRates: flags.learningRate ?? [],
    optimizers: flags.optimizer ?? [],
  });
  // What the task refuses is refused before anything is started.
  const tasks = await Promise.all(
    lengths.map((length) => makeTask(taskName, taskOptions({ ...flags, length }))),
  );
  const { learningRate, optimizer, ...settings } = settingChanges({ ...flags, optimizer: undefined });
  try {
    for (const task of tasks) for (const cell of flags.cell) resolveSettings(task, settings, cell);
  } catch (error) {
    throw asUsage(error);
  }

  const signal = interruptSignal();
  const sweep = await openSweep(flags.out, taskName, passedOn);
  const outcomes = await runInParallel(sweep, points, {
    workers: Math.min(flags.workers ?? availableParallelism(), points.length),
    signal,
    json: flags.json ?? false,
  });
  await showSweep(sweep, tasks[0]!, outcomes, flags.json ?? false);
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
  else if (outcomes.some(({ error }) => error !== undefined)) process.exitCode = exitCodes.failed;
}
