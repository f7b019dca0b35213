import { integer } from '@unrolled/datasets/options';
import { cellNames, jobAt, type SweepPlan, sweepGrid, type TaskDefinition } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../../command.js';
import { asUsage, exitCodes, UsageError, usage } from '../../errors.js';
import { type FlagValues, flag, flags as shared, textFlag, valuesOf } from '../../flags.js';
import { interruptSignal } from '../../interrupt.js';
import { makeTask } from '../../runs.js';
import { settingFlags, settingsOf, taskFlags } from '../../training-flags.js';

const variedFlags = (task?: TaskDefinition) => ({
  ...taskFlags({ task, several: true }),
  ...settingFlags({ task, several: true }),
});

/** `unrolled sweep`; its help is that of one task where the command line names it. */
export const sweepCommand = (definition?: TaskDefinition) =>
  describeCommand({
    name: 'sweep',
    summary: 'train every combination of cells, seeds and values of flags, in parallel',
    args: [argument('<task>', 'what to learn; `unrolled tasks` lists them')],
    flags: () => ({
      cell: shared.cells(cellNames, ['rnn', 'gru', 'lstm']),
      seeds: flag('--seeds <count>', 'how many seeds, counting up from --seed', integer(1), 1),
      ...variedFlags(definition),
      seed: shared.seed(),
      backend: shared.backend(),
      workers: flag('--workers <count>', 'runs at a time (default: the processor’s cores)', integer(1)),
      out: textFlag('--out <folder>', 'where runs, tables and charts are kept (default: runs/sweep-<task>)'),
      json: shared.json(),
    }),
    notes: `A flag that is given several values, separated by commas, compares them; all runs share what has one.
A sweep that was stopped goes on when it is started again with the same --out: runs that are done are kept.`,
    examples: [
      'unrolled sweep palindrome --cell rnn,lstm --length 5,10,15,20 --seeds 3',
      'unrolled sweep parity --cell rnn --learning-rate 0.01,0.003,0.001 --optimizer adam,rmsprop',
    ],
    async run({ cell: cells, seeds, seed, workers, out, json, backend, ...flags }, [name]: [string]) {
      const [{ availableParallelism }, { planOf, sweepDirectory }, { runPoints }, { showSweep }] =
        await Promise.all([
          import('node:os'),
          import('../../training.js'),
          import('./run-points.js'),
          import('./show-sweep.js'),
        ]);
      const { axes, ...fixed } = divide(valuesOf(variedFlags(), flags));
      const plan = { task: name, ...fixed, backend };
      const points = sweepGrid({
        cells,
        seeds: Array.from({ length: seeds }, (_, i) => seed + i),
        values: axes,
      });
      // What a job or its task refuses is refused before anything is started.
      const jobs = usage(() => points.map((point) => jobAt(plan, point)));
      requireMeaning(plan, jobs);
      const tasks = await Promise.all(jobs.map(({ task }) => makeTask(task)));
      usage(() => jobs.map((job, i) => planOf(job, tasks[i]!)));

      const signal = interruptSignal();
      const store = await sweepDirectory(out, `runs/sweep-${name}`, plan).catch((error) => {
        throw asUsage(error, 'give --out another folder');
      });
      const atOnce = Math.min(workers ?? availableParallelism(), points.length);
      const placed = points.map((point, i) => ({ point, job: jobs[i]!, run: store.runOf(point) }));
      const outcomes = await runPoints(placed, atOnce, signal, json);
      if (outcomes.some(({ error }) => error !== undefined)) process.exitCode = exitCodes.failed;
      else if (outcomes.some(({ record }) => record === undefined))
        process.exitCode ||= exitCodes.interrupted;
      await showSweep(store, tasks[0]!, outcomes, json);
    },
  });

/** Axes that a run is always named by; of any other flag, one value is what all runs share. */
const alwaysVaried = ['optimizer', 'learningRate', 'length'];

/** What was given as axes, and as options and settings that all runs share. */
function divide(given: FlagValues) {
  const isAxis = (name: string) =>
    Array.isArray(given[name]) && (given[name].length > 1 || alwaysVaried.includes(name));
  // The axes that name a run stand last, the length at the very end, so that curves over it are whole first.
  const names = [...Object.keys(given).filter((name) => !alwaysVaried.includes(name)), ...alwaysVaried];
  const options = taskFlags();
  const isOption = (name: string) => Object.hasOwn(options, name);
  const fixed = names.filter((name) => name in given && !isAxis(name));
  const valuesAt = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, [given[name]].flat()[0]]));
  return {
    axes: Object.fromEntries(names.filter(isAxis).map((name) => [name, given[name] as (string | number)[]])),
    options: valuesAt(fixed.filter(isOption)) as SweepPlan['options'],
    shared: valuesAt(fixed.filter((name) => !isOption(name))),
  };
}

/** @throws UsageError for a setting that means something to none of the jobs */
function requireMeaning(
  { shared: settings = {} }: SweepPlan,
  jobs: readonly ReturnType<typeof jobAt>[],
): void {
  const known = jobs.map(settingsOf);
  const stray = Object.keys(settings).find((name) => !known.some((job) => name in job));
  if (stray !== undefined) throw new UsageError(`${stray} is a setting of none of the models of this sweep`);
}
