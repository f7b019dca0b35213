import { associativeRecall, associativeRecallOptions } from '@unrolled/datasets';
import { withDefault } from '@unrolled/datasets/options';
import { defineTask } from '../define-task.js';
import { endlessExamples } from '../examples.js';
import { sequenceModels } from '../models.js';
import { symbolsOf } from '../one-hot.js';

/** Say which digit came with a key. */
export const associativeRecallTask = defineTask({
  name: 'associative-recall',
  summary: 'say which digit came with each of the keys',
  source: 'Ba et al., "Using Fast Weights to Attend to the Recent Past", 2016; Arora et al., "Zoology", 2023',
  models: sequenceModels('lstm'),
  // The more keys, the longer a network only says one of the digits that it read.
  options: { length: associativeRecallOptions.pairs, keys: withDefault(associativeRecallOptions.keys, 16) },
  defaults: () => ({ hiddenSize: 64, learningRate: 1e-2, epochs: 30, schedule: 'cosine' }),
  create({ length: pairs, keys }) {
    const dataset = associativeRecall({ pairs, keys });
    /** Keys as letters where there are few enough, else as numbers with a space behind; digits as they are. */
    const symbol = (place: number) =>
      place >= keys ? String(place - keys) : (letters[place] ?? `key${place} `);
    return {
      dataset: { ...dataset, steps: 3 * pairs },
      examples: endlessExamples(dataset),
      question: {
        describe: (batch) => [symbolsOf(batch).map(symbol).join('')],
        write: (digits) => digits.join(''),
        meaning: (digits) => digits.join(''),
      },
    };
  },
});

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
