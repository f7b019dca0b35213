import { configurationOf, type ListedRun, runTable } from '@unrolled/charts';
import { oneOf } from '@unrolled/datasets/options';
import { modelNames, runRecord, taskDefinitions } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../command.js';
import { UsageError } from '../errors.js';
import { flag, setOf, flags as shared, textFlag, toggle } from '../flags.js';
import { print, printJson, remark } from '../render/print.js';
import { settingFlags, taskFlags } from '../training-flags.js';

export const runsCommand = describeCommand({
  name: 'runs',
  summary: 'list runs: when, what, the settings that differ, what they scored',
  args: [argument('[folders...]', 'runs, or folders that they lie in, at any depth (default: runs)')],
  flags: () => ({
    sort: flag('--sort <column>', `by ${Object.keys(orders).join(', ')}`, oneOf(names(orders)), 'started'),
    reverse: toggle('--reverse', 'the other way round'),
    tasks: flag('--tasks <names>', 'only runs of these tasks', setOf(oneOf(Object.keys(taskDefinitions)))),
    cell: flag('--model, --cell <kinds>', 'only runs of these models', setOf(oneOf(modelNames))),
    status: flag('--status <list>', `only runs that are ${statuses.join(', ')}`, setOf(oneOf(statuses))),
    where: textFlag('--where <settings>', 'only runs with these settings, as length=10,optimizer=adam'),
    json: shared.json(),
  }),
  examples: ['unrolled runs', 'unrolled runs runs/sweep-palindrome --sort score --where length=20'],
  async run({ sort, reverse, tasks, cell, status, where, json }, [folders]: [string[]]) {
    const asked = folders.length > 0 ? folders : ['runs'];
    const { recordedRun, runDirectory, runsUnder } = await import('../training.js');
    const found = [...new Set((await Promise.all(asked.map((folder) => runsUnder(folder)))).flat())];
    if (found.length === 0)
      throw new UsageError(`${asked.join(', ')} holds no run; \`unrolled train\` makes one`);
    const runs: ListedRun[] = [];
    for (const run of found) {
      const recorded = await recordedRun(runDirectory(run)).catch((error: Error) =>
        remark(`${run} is left out: ${error.message}`),
      );
      if (recorded) runs.push({ run, record: recorded.record });
    }
    const isAsked = filterOf(where?.split(',') ?? [], runs);
    const shown = runs
      .filter(({ record: { job } }) => !tasks || tasks.includes(job.task.name))
      .filter(({ record: { job } }) => !cell || cell.includes(job.model.kind))
      .filter(({ record }) => !status || status.includes(record.status))
      .filter(isAsked)
      .sort(ascending(orders[sort]));
    if (reverse) shown.reverse();
    if (json) for (const run of shown) printJson(listing(run));
    else if (shown.length > 0) print(runTable(shown));
    else remark(`none of ${runs.length} runs is asked for`);
  },
});

const statuses = runRecord.status.options;

type Order = (run: ListedRun) => string | number | undefined;

/** What runs can be sorted by; what is not known comes first. */
const orders = {
  started: ({ record }) => record.started,
  task: ({ record: { job } }) => `${job.task.name} ${job.model.kind}`,
  model: ({ record: { job } }) => job.model.kind,
  score: ({ record: { result } }) => result?.accuracy ?? (result ? -result.loss : undefined),
  loss: ({ record: { result } }) => result?.loss,
  time: ({ record: { result } }) => result?.seconds,
  run: ({ run }) => run,
} as const satisfies Record<string, Order>;

const names = <K extends string>(record: Readonly<Record<K, unknown>>) => Object.keys(record) as K[];

/** In the order of what is compared, and of the folders where that is alike. */
function ascending(order: Order) {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return (one: ListedRun, other: ListedRun): number => {
    const [a, b] = [order(one), order(other)];
    if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
    const difference = typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b));
    return difference || compare(one.run, other.run);
  };
}

/**
 * Whether a run has the settings that are asked for, under their names in run.json or those of their flags.
 *
 * @throws UsageError for a setting that no run has
 */
function filterOf(where: readonly string[], runs: readonly ListedRun[]): (run: ListedRun) => boolean {
  const flagged = Object.entries({ ...settingFlags(), ...taskFlags() });
  const plain = (name: string) => name.replaceAll(/[ -]/g, '').toLowerCase();
  const nameOf = (given: string) =>
    plain(flagged.find(([, option]) => option.long === `--${given}`)?.[0] ?? given);
  const settingsOf = ({ record }: ListedRun) =>
    new Map([...configurationOf(record)].map(([name, value]) => [plain(name), value]));
  const asked = where.map((pair) => {
    const [given = '', value] = pair.split('=');
    if (value === undefined)
      throw new UsageError(`--where: '${pair}' is no setting with its value, as length=10`);
    const name = nameOf(given.trim());
    if (!runs.some((run) => settingsOf(run).has(name)))
      throw new UsageError(`--where: no run has a setting '${given}'`);
    return [name, value.trim()] as const;
  });
  return (run) => asked.every(([name, value]) => settingsOf(run).get(name) === value);
}

function listing({ run, record }: ListedRun) {
  const { job, backend, status, started, ended, result } = record;
  const { task, model, optimizer, settings, seed } = job;
  const { accuracy, loss, seconds, steps } = result ?? {};
  return {
    run,
    ...{ started, ended, status },
    ...{ task: task.name, options: task.options, model, optimizer, settings, seed, backend },
    ...{ accuracy, loss, steps, seconds },
  };
}
