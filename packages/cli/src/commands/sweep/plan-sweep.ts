import {
  type Job,
  jobAt,
  type ModelName,
  type SweepPlan,
  type SweepPoint,
  sweepGrid,
  type TaskDefinition,
} from '@unrolled/tasks/spec';
import { UsageError, usage } from '../../errors.js';
import { type FlagValues, valuesOf } from '../../flags.js';
import { settingFlags, settingsOf, taskFlags } from '../../training-flags.js';

/** The flags that may have several values. */
export const variedFlags = (task?: TaskDefinition) => ({
  ...taskFlags({ task, several: true }),
  ...settingFlags({ task, several: true }),
});

/** What sweep's flags ask for. */
interface SweepFlags extends FlagValues {
  readonly cell: readonly ModelName[];
  readonly seeds: number;
  readonly seed: number;
  readonly backend: Job['backend'];
}

/**
 * The runs that a sweep is made of.
 *
 * @throws UsageError if a job refuses a value, or a setting means something to none of them
 */
export function planSweep(
  task: string,
  { cell: cells, seeds, seed, backend, ...flags }: SweepFlags,
): { readonly plan: SweepPlan; readonly points: readonly SweepPoint[]; readonly jobs: readonly Job[] } {
  const { axes, ...fixed } = divide(valuesOf(variedFlags(), flags));
  const plan = { task, ...fixed, backend };
  const points = usage(() =>
    sweepGrid({ cells, seeds: Array.from({ length: seeds }, (_, i) => seed + i), values: axes }),
  );
  // What a job or its task refuses is refused before anything is started.
  const jobs = usage(() => points.map((point) => jobAt(plan, point)));
  requireMeaning(plan, jobs);
  return { plan, points, jobs };
}

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
