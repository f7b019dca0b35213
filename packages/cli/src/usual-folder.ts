import { basename } from 'node:path';
import { differences } from '@unrolled/tasks';
import { isModule, type Job, planJob } from '@unrolled/tasks/spec';

/** Characters; a file system takes 255 bytes. */
const longest = 200;

/**
 * Where a run is kept unless its user says otherwise: a name that tells it from every run that differs in the task, an option
 * or a setting, as `runs/palindrome-lstm-length5-hiddenSize64-seed1`. The length and the seed are always named, all else only
 * where it is not as usual.
 */
export function usualFolder(job: Job): string {
  const { task, model, optimizer, seed } = job;
  const usual = planJob(task.name, task.options, { model: model.kind, seed });
  const ofOptimizer = planJob(task.name, task.options, {
    model: model.kind,
    settings: { optimizer: optimizer.kind },
    seed,
  });
  const { length, data: _, ...options } = task.options;
  const parts = [
    ...(length === undefined ? [] : [`length${length}`]),
    ...Object.entries(options)
      .filter(([name, value]) => value !== valueUnasked(task, name))
      .map(([name, value]) => part(name, JSON.stringify(value))),
    ...(optimizer.kind === usual.optimizer.kind ? [] : [optimizer.kind]),
    ...differences({ ...ofOptimizer, task }, job).map(({ path, after }) =>
      part(path.split('.').at(-1)!, after),
    ),
  ];
  const name = [taskInWords(task), model.kind, ...parts].join('-').slice(0, longest);
  return `runs/${name}-seed${seed}`;
}

/** A task in the name of a folder: by its name, or by that of the file that it is learnt from or defined in. */
export function taskInWords({ name, options: { data } }: Pick<Job['task'], 'name' | 'options'>): string {
  const isFile = data !== undefined || isModule(name);
  return isFile ? part(basename(String(data ?? name)).replace(/\.\w+$/, ''), '') : name;
}

/** What a task's option comes to where it is left out and the others are as they are. */
function valueUnasked({ name: task, options }: Job['task'], name: string) {
  const { [name]: _, ...others } = options;
  return planJob(task, others).task.options[name];
}

/** A setting and its value, in JSON, in characters that every file system takes. */
function part(name: string, value: string): string {
  if (value === 'null') return `${name}none`;
  const text = `${name}${value === 'true' ? '' : value.replaceAll(/^"|"$/g, '')}`;
  return text.replaceAll(/[^\w.+-]+/g, '_');
}
