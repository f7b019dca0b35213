import type { OptionSchemas } from '@unrolled/datasets/options';
import { pick } from './changes.js';
import { type ExampleSource, type GivenExamples, sourceOf } from './example-sources.js';
import { sequenceModels } from './models.js';
import type { TaskContent, TaskDefinition } from './task.js';

/** A task of somebody's own: its examples, and whatever of the rest is not as usual. */
export interface TaskSketch
  extends Partial<Omit<TaskDefinition, 'options' | 'create'>>,
    Partial<Omit<TaskContent, 'examples' | 'made'>> {
  /**
   * A list of examples, a generator of them, a dataset as those of `@unrolled/datasets`, or what {@link arrayExamples} or
   * {@link generatedExamples} makes of the first two with options.
   */
  readonly examples: GivenExamples;
}

/**
 * A task, for `train`, and for `unrolled train --task` as the default export of a module.
 *
 * @throws TypeError if there is nothing to take examples from
 * @example
 * const task = defineTask({
 *   name: 'longer',
 *   examples: [
 *     { inputs: 'aab', target: 'few' },
 *     { inputs: 'ababab', target: 'many' },
 *   ],
 * });
 * task.name; // → 'longer'
 */
export function defineTask(sketch: TaskSketch): TaskDefinition;
/** A definition whose functions know the types of its options. */
export function defineTask<const Schemas extends OptionSchemas>(
  definition: TaskDefinition<Schemas>,
): TaskDefinition;
export function defineTask(given: TaskSketch | TaskDefinition): TaskDefinition {
  return 'create' in given ? given : definitionOf(given);
}

function definitionOf({ examples, defaults, ...sketch }: TaskSketch): TaskDefinition {
  const source: ExampleSource = sourceOf(examples);
  const { dataset, standardization, answerScale, question, testEveryEpoch, ...described } = sketch;
  const given = pick({ dataset, standardization, answerScale, question, testEveryEpoch });
  return {
    name: 'own-task',
    summary: 'a task of your own',
    source: 'you',
    models: [...sequenceModels('lstm'), 'feedforward'],
    ...described,
    options: {},
    defaults: (options, model) => ({ ...source.defaults, ...defaults?.(options, model) }),
    create: async () => ({ ...(await source.content()), ...given }),
  };
}
