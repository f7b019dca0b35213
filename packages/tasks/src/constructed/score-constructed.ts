import { constructions } from '@unrolled/analysis';
import { taskDefinitions } from '../spec/catalogue.js';
import type { Task } from '../spec/task.js';
import { runConstructed } from './run-constructed.js';

/**
 * The share of a task's scored steps that the network with weights set by hand answers right, on the examples a
 * run with this seed is tested on; undefined where there is none for the task as it stands.
 *
 * @example
 * await scoreConstructed(await createTask('parity', { length: 8 }), 1); // → 1
 */
export async function scoreConstructed(task: Task, seed: number): Promise<number | undefined> {
  const { construction: name } = taskDefinitions[task.name] ?? {};
  if (name === undefined || task.dataset.scheme === 'encoder-decoder') return undefined;
  const { network } = constructions[name];
  let [right, scored] = [0, 0];
  for (const { inputs, targets, mask } of task.examples.heldOut('test', seed)) {
    const [count = 0, steps = 0] = inputs.shape;
    const outputs = await runConstructed(network, Float64Array.from(inputs.data), { count, steps });
    const lastOnly = task.dataset.scheme === 'many-to-one';
    for (let i = 0; i < targets.data.length; i++) {
      if (mask?.data[i] === 0) continue;
      const output = outputs[lastOnly ? i * steps + steps - 1 : i]!;
      scored++;
      if (Number(output > 0.5) === targets.data[i]) right++;
    }
  }
  return right / scored;
}
