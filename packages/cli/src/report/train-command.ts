import { type RunRecord, resolveSettings, type Task, taskDefinition } from '@unrolled/tasks';
import type { Option } from 'commander';
import { length, settingFlags, settingNames, singleRun, taskFlags } from '../training-options.js';

/** The command line that makes a run again: what differs from the task's own choices, the seed and the backend. */
export function trainCommandLine(task: Task, { cell, settings, seed, backend }: RunRecord): string {
  const options = Object.entries(taskDefinition(task.name).options);
  const usual = Object.fromEntries(options.map(([name, option]) => [name, option.default]));
  return [
    ...['unrolled', 'train', task.name, '--cell', cell],
    ...changed([length(), ...taskFlags()], task.options, usual),
    ...changed([...settingFlags(), ...singleRun()], { ...settings }, { ...resolveSettings(task, {}, cell) }),
    ...['--seed', String(seed)],
    ...['--backend', backend === 'tensorflow' ? 'node' : backend],
  ]
    .map(quote)
    .join(' ');
}

type Values = Readonly<Record<string, unknown>>;

function changed(options: readonly Option[], values: Values, usual: Values): string[] {
  return options.flatMap((option) => {
    const attribute = option.attributeName();
    const name = settingNames[attribute] ?? attribute;
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
