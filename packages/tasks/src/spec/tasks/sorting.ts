import { type SequenceBatch, sorting, sortingOptions } from '@unrolled/datasets';
import { defineTask } from '../define-task.js';
import { endlessExamples } from '../examples.js';
import { sequenceModels } from '../models.js';
import { symbolsOf } from '../one-hot.js';

/** Write digits in ascending order. */
export const sortingTask = defineTask({
  name: 'sorting',
  summary: 'write digits in ascending order, after all were read',
  source: 'Vinyals, Bengio & Kudlur, "Order Matters: Sequence to Sequence for Sets", 2016',
  models: sequenceModels('lstm'),
  options: sortingOptions,
  defaults: () => ({ hiddenSize: 64, learningRate: 3e-3, epochs: 30, schedule: 'cosine' }),
  create({ length }) {
    const dataset = sorting({ length });
    const describe = (batch: SequenceBatch) => [
      symbolsOf(batch)
        .slice(0, batch.inputs.shape[1]! / 2)
        .join(''),
    ];
    return {
      dataset: { ...dataset, steps: 2 * length },
      examples: endlessExamples(dataset),
      question: {
        form: 'digits, as 31415',
        read(words) {
          const text = words.join('');
          if (!/^\d+$/.test(text))
            throw new RangeError(`sorting: expected digits, as 31415, received '${text}'`);
          const batch = dataset.encode(Array.from(text, Number));
          return { batch, inputs: describe(batch) };
        },
        describe,
        write: (digits) => digits.join(''),
        meaning: (digits) => digits.join(''),
      },
    };
  },
});
