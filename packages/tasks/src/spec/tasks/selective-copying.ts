import { selectiveCopying, selectiveCopyingOptions } from '@unrolled/datasets';
import { defineTask } from '../define-task.js';
import { endlessExamples } from '../examples.js';
import { sequenceModels } from '../models.js';
import { symbolsOf } from '../one-hot.js';

/** Repeat the symbols among blanks. */
export const selectiveCopyingTask = defineTask({
  name: 'selective-copying',
  summary: 'repeat the few symbols among blanks, wherever they come',
  source: 'Gu & Dao, "Mamba: Linear-Time Sequence Modeling with Selective State Spaces", 2023',
  models: sequenceModels('lstm'),
  options: selectiveCopyingOptions,
  defaults: ({ length }) => ({
    hiddenSize: 64,
    chrono: length,
    learningRate: 3e-3,
    epochs: 30,
    schedule: 'cosine',
  }),
  create({ length, copied }) {
    const dataset = selectiveCopying({ length, copied });
    return {
      dataset: { ...dataset, steps: length + copied },
      examples: endlessExamples(dataset),
      question: {
        describe: (batch) => [
          symbolsOf(batch)
            .map((symbol) => '01234567.?'[symbol])
            .join(''),
        ],
        write: (symbols) => symbols.join(''),
        meaning: (symbols) => symbols.join(''),
      },
    };
  },
});
