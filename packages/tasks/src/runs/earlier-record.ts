import { taskDefinition } from '../spec/catalogue.js';
import type { Changes } from '../spec/changes.js';
import { planJob } from '../spec/job.js';
import type { ModelName } from '../spec/models.js';
import type { EpochRecord } from '../spec/run.js';
import type { TaskOptions } from '../spec/task.js';

/** How runs were recorded first: a cell, and the settings of everything side by side. */
interface EarlierRecord {
  readonly task: { readonly name: string; readonly options: TaskOptions };
  readonly cell: ModelName;
  readonly settings: Changes & {
    readonly steps: number;
    readonly stepsPerEpoch: number;
  };
  readonly seed: number;
  readonly backend: string;
  readonly history: readonly EpochRecord[];
}

/**
 * A record as runs are recorded now; only one of the earlier form is changed.
 *
 * @throws Error that names the task, option or setting that is none
 */
export function presentRecord(json: unknown): unknown {
  if (!isEarlier(json)) return json;
  const { task, cell, settings, seed, backend, ...rest } = json;
  const { steps, stepsPerEpoch } = settings;
  try {
    // What was held out then was drawn as all else.
    const drawn = 'sampling' in taskDefinition(task.name).options && { sampling: 'independent' };
    const job = planJob(task.name, { ...task.options, ...drawn }, { model: cell, shared: settings, seed });
    return { ...rest, job, plan: { steps, stepsPerEpoch }, backend };
  } catch (error) {
    throw new Error(`run.json: ${(error as Error).message}`);
  }
}

/** Options of a task as they are recorded now. */
export function presentOptions(task: string, options: TaskOptions): TaskOptions {
  const { scheme, padding } = options;
  // Padding in front was recorded, and padding behind was what that scheme had.
  const isBehind = task === 'binary-addition' && scheme === 'many-to-many' && padding === 'front';
  return isBehind ? { ...options, padding: 'behind' } : options;
}

function isEarlier(json: unknown): json is EarlierRecord {
  const { task, cell, settings } = (json ?? {}) as Partial<EarlierRecord>;
  return (
    typeof task?.name === 'string' &&
    typeof cell === 'string' &&
    typeof settings === 'object' &&
    settings !== null
  );
}
