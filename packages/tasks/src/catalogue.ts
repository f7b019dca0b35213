import type { Task, TaskDefinition, TaskOptions } from './task.js';
import { palindromeTask } from './tasks/palindrome.js';

/** Every task by name. */
export const taskDefinitions: Readonly<Record<string, TaskDefinition>> = {
  palindrome: palindromeTask,
};

/**
 * Makes a task by name; options left out take their defaults.
 *
 * @throws RangeError if there is no such task or an option is out of its domain
 * @throws TypeError if the task has no such option
 * @example
 * createTask('palindrome', { length: 10 });
 */
export function createTask(name: string, options: TaskOptions = {}): Task {
  const definition = Object.hasOwn(taskDefinitions, name) ? taskDefinitions[name] : undefined;
  if (!definition) {
    throw new RangeError(`unknown task '${name}'; the tasks are: ${Object.keys(taskDefinitions).join(', ')}`);
  }
  for (const option of Object.keys(options)) {
    if (!Object.hasOwn(definition.options, option)) {
      const known = Object.keys(definition.options).join(', ');
      throw new TypeError(`${name}: there is no option '${option}'; the options are: ${known}`);
    }
  }
  return definition.create({ ...definition.options, ...options });
}
