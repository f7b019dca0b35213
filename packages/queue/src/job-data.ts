import { createHash } from 'node:crypto';
import { describeOptions, type OptionSchemas } from '@unrolled/datasets/options';
import { type Job, readJob, taskDefinitions, versions } from '@unrolled/tasks';
import * as v from 'valibot';

/** What a job of the queue holds: what is to be run, and nothing that is a path, a command or code. */
export interface JobData {
  readonly job: Job;
  /** The versions that it is asked of. */
  readonly versions: Readonly<Record<string, string>>;
  /** How often it has been asked for anew: each time its run is one of its own. */
  readonly round: number;
}

/** The packages whose versions decide a run's numbers, and whoever asks knows. */
const deciding = ['@unrolled/tasks', '@tensorflow/tfjs-core'];

/** The versions here that decide a run's numbers. */
export function decidingVersions(): Record<string, string> {
  const all = versions();
  return Object.fromEntries(deciding.map((name) => [name, all[name]!]));
}

/** A job's name in the queue: the SHA-256 of its content, so that the same point is one job, whoever asks. */
export function jobId({ job, versions }: Pick<JobData, 'job' | 'versions'>): string {
  return createHash('sha256').update(canonical({ job, versions })).digest('hex');
}

/** JSON with the names of every object in order. */
export function canonical(value: unknown): string {
  const names = new Set<string>();
  JSON.stringify(value, (name, each) => {
    names.add(name);
    return each;
  });
  return JSON.stringify(value, [...names].sort());
}

/** One run's own name: of its folder below a worker's, and of its result. */
export const runOf = (id: string, { round }: Pick<JobData, 'round'>): string =>
  round === 1 ? id : `${id}-${round}`;

const dataSchema = v.strictObject({
  job: v.unknown(),
  versions: v.strictObject(
    Object.fromEntries(deciding.map((name) => [name, v.pipe(v.string(), v.regex(/^[\w.+-]{1,100}$/))])),
  ),
  round: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e6)),
});

/**
 * What a job of the queue holds, checked: anybody who reaches the server can have put it there.
 *
 * @throws Error that says what is wrong
 */
export function readJobData(id: string, json: unknown): JobData {
  const { success, output } = v.safeParse(dataSchema, json);
  if (!success) throw new Error('it is no job of this queue');
  const { job: received, ...rest } = output;
  const job = readJob('it', received);
  requireClosed(job);
  if (canonical(job) !== canonical(received)) throw new Error('it is not complete');
  const data = { ...rest, job } as JobData;
  if (jobId(data) !== id) throw new Error('its name is not that of its content');
  return data;
}

/**
 * Refuses a task that a module defines or files make, and one with an option that can be any text, as a path.
 *
 * @throws TypeError that names the module or the option
 * @example
 * requireClosed(planJob('parity', { length: 4 }));
 */
export function requireClosed({ task }: Job): void {
  const { name } = task;
  const definition = Object.hasOwn(taskDefinitions, name) ? taskDefinitions[name]! : undefined;
  if (!definition) throw new TypeError(`a queue carries no code: the task is defined by ${name}`);
  if ('made' in task) throw new TypeError(`a queue carries no ${name}: it is made from files of one machine`);
  const open = openOption(name, definition.options);
  if (open) throw new TypeError(`a queue carries no ${name}: its option ${open} may be any text`);
}

/** The first option of a task that can be any text, found once for the many jobs of a sweep. */
function openOption(task: string, options: OptionSchemas): string | undefined {
  if (!openOptions.has(task)) {
    const described = Object.entries(describeOptions(options));
    openOptions.set(task, described.find(([, { type }]) => !closedTypes.includes(type))?.[0]);
  }
  return openOptions.get(task);
}
const openOptions = new Map<string, string | undefined>();

const closedTypes: readonly string[] = [
  'integer',
  'number',
  'integers',
  'numbers',
  'choice',
  'choices',
  'boolean',
];
