import type { Words } from '@unrolled/charts';
import { describeOptions } from '@unrolled/datasets/options';
import { type TaskDefinition, taskDefinition, taskDefinitions } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../command.js';
import { usage } from '../errors.js';
import { flags as shared } from '../flags.js';
import { print, printJson } from '../render/print.js';
import { showResult } from '../render/show-result.js';
import { defaultsByModel, defaultWords, settingFlags, taskFlags } from '../training-flags.js';

export const tasksCommand = describeCommand({
  name: 'tasks',
  summary: 'list the tasks, or describe one with all its options and settings',
  args: [argument('[task]', 'the one to describe')],
  flags: () => ({ json: shared.json() }),
  examples: ['unrolled tasks', 'unrolled tasks palindrome'],
  async run({ json }, [name]: [string?]) {
    if (name !== undefined) {
      const task = usage(() => taskDefinition(name));
      const result = { ...listing(task), settings: defaultsByModel(task) };
      return showResult(result, describeTask(task), {}, { json });
    }
    for (const task of Object.values(taskDefinitions)) {
      if (json) printJson(listing(task));
      else print(summaryOf(task));
    }
  },
});

function listing({ name, summary, source, models, options }: TaskDefinition) {
  return { name, summary, source, cells: models, options: describeOptions(options) };
}

function summaryOf(task: TaskDefinition): string {
  const flags = taskFlags({ task });
  const defaults = Object.entries(describeOptions(task.options))
    .filter(([, known]) => known.default !== undefined)
    .map(([option, known]) => ` ${flags[option]!.long} ${known.default}`);
  const { name, summary, source, models } = task;
  return `${name}: ${summary}\n  defaults: --cell ${models[0]}${defaults.join('')}\n  source: ${source}`;
}

/** Every flag of a task: what it is, and what each of the task's models has for it unless told otherwise. */
function describeTask(task: TaskDefinition): Words {
  const defaults = defaultsByModel(task);
  const options = Object.entries(describeOptions(task.options)).map(([name, known]) => [
    taskFlags({ task })[name]!.flags,
    String(known.default ?? ''),
    known.description,
  ]);
  const settings = Object.entries(settingFlags()).map(([name, { flags, description }]) => [
    flags,
    defaultWords(defaults, name),
    description,
  ]);
  return [
    `${task.name}: ${task.summary}`,
    `source: ${task.source}`,
    `models: ${task.models.join(', ')}`,
    '',
    { head: ['option', 'default', ''], rows: options },
    '',
    { head: ['setting', 'default', ''], rows: settings.filter(([, usual]) => usual !== '') },
  ];
}
