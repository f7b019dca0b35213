import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOptions, type OptionSchemas } from '@unrolled/datasets/options';
import { type Job, models, optimizers, taskDefinition, trainingSettings } from '@unrolled/tasks/spec';
import type { PlannedRun } from './commands.js';
import type { ScoredRun } from './table.js';

/** Where the runs of a table are on record. */
export const recordOf = (table: string) => join(import.meta.dirname, `data/${table}.json`);

/** The runs of a table that are on record; undefined if it has none yet. */
export function recordedRuns(table: string): readonly ScoredRun[] | undefined {
  const file = recordOf(table);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** What is on record of a run, if that was of the same job. */
export function onRecord({ name, job }: PlannedRun, recorded: readonly ScoredRun[] = []) {
  const digest = digestOf(job);
  return recorded.find((each) => each.run === name && each.job === digest);
}

/**
 * The beginning of a SHA-256 of what a job sets to something else than its default: a setting that is new leaves it alone,
 * another choice of its task does not.
 */
export function digestOf({ task, model, optimizer, settings, seed, backend }: Job): string {
  const chosen = {
    task: [task.name, unusual(task.options, taskDefinition(task.name).options)],
    model: [model.kind, unusual(model, models[model.kind].settings)],
    optimizer: [optimizer.kind, unusual(optimizer, optimizers[optimizer.kind].settings)],
    settings: unusual(settings, trainingSettings),
    seed,
    backend,
  };
  return createHash('sha256').update(JSON.stringify(chosen)).digest('hex').slice(0, 16);
}

/** The values that are none of the defaults, in the order of their names. */
function unusual(values: object, schemas: OptionSchemas) {
  const described = describeOptions(schemas);
  return Object.entries(values)
    .filter(
      ([name, value]) =>
        name !== 'kind' && JSON.stringify(described[name]?.default) !== JSON.stringify(value),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
