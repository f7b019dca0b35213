import { describeOptions } from '@unrolled/datasets/options';
import { isModule, planJob, type RunRecord, taskDefinition } from '@unrolled/tasks/spec';
import type { Option } from 'commander';
import { type FlagValues, mapValues } from '../flags.js';
import { settingFlags, settingsOf, taskFlags } from '../training-flags.js';

/** The command line that makes a run again: what differs from the task's own choices, the seed and the backend. */
export function trainCommandLine({ job, backend }: RunRecord): string {
  const { task, model } = job;
  const usual = planJob(task.name, task.options, { model: model.kind });
  const defaults = mapValues(describeOptions(taskDefinition(task.name).options), (option) => option.default);
  return [
    ...['unrolled', 'train', ...(isModule(task.name) ? ['--task'] : []), task.name, '--cell', model.kind],
    ...changed(taskFlags(), task.options, defaults),
    ...changed(settingFlags(), settingsOf(job), settingsOf(usual)),
    ...['--seed', String(job.seed)],
    ...['--backend', backend],
  ]
    .map(quote)
    .join(' ');
}

function changed(named: Readonly<Record<string, Option>>, values: FlagValues, usual: FlagValues): string[] {
  return Object.entries(named).flatMap(([name, option]) => {
    const value = values[name];
    if (value === undefined || String(value) === String(usual[name])) return [];
    if (typeof value === 'boolean') return [option.long!];
    return [option.long!, value === null ? '2' : String(value)]; // an accuracy that is never reached
  });
}

/** A word as a shell reads it back, whatever a run's files say. */
function quote(word: string): string {
  return /^[\w.,:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
