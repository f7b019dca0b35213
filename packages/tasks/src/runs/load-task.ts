import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { addTask } from '../spec/catalogue.js';
import { defineTask, type TaskSketch } from '../spec/define-task.js';
import { sha256 } from '../spec/sha256.js';
import type { TaskContent, TaskDefinition } from '../spec/task.js';
import { requireUnchanged } from '../spec/unchanged.js';
import { nodeResources } from './node-resources.js';

/**
 * Runs a module that defines a task, and makes the task known by its path: the module's default export, its export `task`, or
 * its exports together, as {@link defineTask} takes or gives them. Runs keep the module's SHA-256.
 *
 * @throws RangeError if the module is not there, fails, or defines no task
 * @example
 * import { writeFileSync } from 'node:fs';
 *
 * writeFileSync('few-or-many.mjs', `export const examples = [
 *   { inputs: 'aab', target: 'few' },
 *   { inputs: 'ababab', target: 'many' },
 * ];`);
 * (await loadTask('few-or-many.mjs')).models.includes('lstm'); // → true
 */
export async function loadTask(path: string): Promise<TaskDefinition> {
  const digest = await sha256(await nodeResources.readFile!(path));
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw new RangeError(`${path} cannot be run: ${(error as Error).message}`);
  }
  const sketch = module.default ?? module.task ?? module;
  if (typeof sketch !== 'object' || sketch === null || !('create' in sketch || 'examples' in sketch))
    throw new RangeError(
      `${path} defines no task: let it \`export default { examples: [...] }\`, or what defineTask gives`,
    );
  const definition = definitionIn(path, sketch);
  const recorded: TaskDefinition = {
    ...definition,
    async create(options, resources): Promise<TaskContent> {
      requireUnchanged(path, digest, resources.made);
      const content = await definition.create(options, resources);
      return { ...content, made: { files: { ...content.made?.files, [path]: digest } } };
    },
  };
  addTask(path, recorded);
  return recorded;
}

function definitionIn(path: string, sketch: object): TaskDefinition {
  try {
    return defineTask(sketch as TaskSketch);
  } catch (error) {
    throw new RangeError(`${path}: ${(error as Error).message}`);
  }
}
