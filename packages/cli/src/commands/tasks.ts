import type { Words } from '@unrolled/charts';
import { describeOptions } from '@unrolled/datasets/options';
import { type TaskDefinition, taskDefinition, taskDefinitions } from '@unrolled/tasks/spec';
import { Command } from 'commander';
import { usage } from '../errors.js';
import { flags } from '../flags.js';
import { defaultsByModel, sayDefault, settingFlags, taskFlags } from '../training-flags.js';

export function tasksCommand(): Command {
  return new Command('tasks')
    .description('list what can be trained, or say of one task all that it can be told')
    .argument('[task]', 'the one to describe')
    .addOption(flags.json())
    .addHelpText('after', '\nExamples:\n  unrolled tasks\n  unrolled tasks palindrome')
    .action(runTasks);
}

async function runTasks(name: string | undefined, { json }: { readonly json?: boolean }): Promise<void> {
  const { print, printJson } = await import('../render/print.js');
  if (name !== undefined) {
    const task = usage(() => taskDefinition(name));
    if (json) printJson({ ...listing(task), settings: defaultsByModel(task) });
    else print(describeTask(task));
    return;
  }
  for (const task of Object.values(taskDefinitions)) {
    if (json) printJson(listing(task));
    else {
      const options = Object.entries(describeOptions(task.options));
      const defaults = [task.models[0], ...options.map(([option, known]) => `--${option} ${known.default}`)];
      print(
        `${task.name}: ${task.summary}\n  defaults: --cell ${defaults.join(' ')}\n  source: ${task.source}`,
      );
    }
  }
}

function listing({ name, summary, source, models, options }: TaskDefinition) {
  return { name, summary, source, cells: models, options: describeOptions(options) };
}

/** Every flag of a task: what its options are, and what each of its models trains with unless told otherwise. */
function describeTask(task: TaskDefinition): Words {
  const defaults = defaultsByModel(task);
  const options = Object.entries(describeOptions(task.options)).map(
    ([name, { description, default: usual }]) => [
      taskFlags({ task })[name]!.flags,
      String(usual),
      description,
    ],
  );
  const settings = Object.entries(settingFlags()).map(([name, { flags, description }]) => [
    flags,
    ...task.models.map((model) => (name in defaults[model]! ? sayDefault(defaults[model]![name]) : '')),
    description,
  ]);
  return [
    `${task.name}: ${task.summary}`,
    `source: ${task.source}`,
    '',
    { head: ['option', 'default', ''], rows: options },
    '',
    { head: ['setting', ...task.models, ''], rows: settings.filter((row) => row.slice(1, -1).some(Boolean)) },
  ];
}
