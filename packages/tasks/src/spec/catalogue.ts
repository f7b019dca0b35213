import type { NamedTask, Resources, Task, TaskDefinition, TaskOptions } from './task.js';
import { makeTask } from './task.js';
import { addingProblemTask } from './tasks/adding-problem.js';
import { alternatingSumTask } from './tasks/alternating-sum.js';
import { associativeRecallTask } from './tasks/associative-recall.js';
import { binaryAdditionTask } from './tasks/binary-addition.js';
import { copyMemoryTask } from './tasks/copy-memory.js';
import { countingTask } from './tasks/counting.js';
import { dataTask } from './tasks/data.js';
import { dyckTask } from './tasks/dyck.js';
import { parityTask, runningAndTask, sequenceEqualityTask } from './tasks/logic.js';
import { mnistFourTask, mnistRowsTask } from './tasks/mnist.js';
import { palindromeTask } from './tasks/palindrome.js';
import { selectiveCopyingTask } from './tasks/selective-copying.js';
import { sortingTask } from './tasks/sorting.js';
import { textTask } from './tasks/text.js';

/** Every task by name. */
export const taskDefinitions: Readonly<Record<string, TaskDefinition>> = Object.fromEntries(
  [
    palindromeTask,
    binaryAdditionTask,
    mnistRowsTask,
    mnistFourTask,
    parityTask,
    runningAndTask,
    sequenceEqualityTask,
    alternatingSumTask,
    addingProblemTask,
    copyMemoryTask,
    associativeRecallTask,
    selectiveCopyingTask,
    dyckTask,
    sortingTask,
    countingTask,
    textTask,
    dataTask,
  ].map((definition) => [definition.name, definition]),
);

/** Tasks that modules define, by the paths of these. */
const ofModules = new Map<string, TaskDefinition>();

/**
 * Whether a task's name is the path of the module that defines it.
 *
 * @example
 * [isModule('./my-task.js'), isModule('parity')]; // → [true, false]
 */
export const isModule = (name: string) => /\.[cm]?js$/.test(name);

/**
 * Every task that is known: those of the catalogue, and of modules that were run.
 *
 * @example
 * knownTasks().some(({ name }) => name === 'palindrome'); // → true
 */
export const knownTasks = (): TaskDefinition[] => [...Object.values(taskDefinitions), ...ofModules.values()];

/**
 * Makes a task known by the path of the module that defines it.
 *
 * @example
 * const numbers = [{ inputs: [1, 2], target: 3 }, { inputs: [2, 2], target: 4 }];
 * addTask('/home/me/sum.js', defineTask({ examples: numbers }));
 * knownTasks().some(({ name }) => name === '/home/me/sum.js'); // → true
 */
export function addTask(path: string, definition: TaskDefinition): void {
  ofModules.set(path, { ...definition, name: path });
}

/**
 * Finds a task by name.
 *
 * @throws RangeError that lists the tasks if there is none of this name
 * @example
 * taskDefinition('parity').models[0]; // → 'rnn'
 */
export function taskDefinition(name: string): TaskDefinition {
  const definition = Object.hasOwn(taskDefinitions, name) ? taskDefinitions[name] : ofModules.get(name);
  if (definition) return definition;
  if (isModule(name))
    throw new RangeError(
      `the task is code in ${name}, which runs only where it is named: give --task ${name}`,
    );
  throw new RangeError(`unknown task '${name}'; the tasks are: ${Object.keys(taskDefinitions).join(', ')}`);
}

/**
 * Makes a task by name; options left out take their defaults.
 *
 * @throws RangeError if there is no such task or an option is out of its domain
 * @throws TypeError if the task has no such option, or needs a resource that is not given
 * @example
 * import { loadMnist } from '@unrolled/datasets/node';
 *
 * const { dataset } = await createTask('palindrome', { length: 10 });
 * dataset.steps; // → 9
 * await createTask('mnist-rows', {}, { mnist: loadMnist });
 */
export async function createTask(
  name: string,
  options: TaskOptions = {},
  resources: Resources = {},
): Promise<Task> {
  return makeTask(taskDefinition(name), options, resources);
}

/**
 * Makes the task of a job.
 *
 * @throws RangeError if a file that it is made from is not there, or is not the one that it was
 * @throws as {@link createTask}
 * @example
 * (await taskOf(planJob('parity', { length: 4 }).task)).options; // → { length: 4, sampling: 'disjoint' }
 */
export function taskOf({ name, options, made }: NamedTask, resources: Resources = {}): Promise<Task> {
  return createTask(name, options, { ...resources, made });
}
