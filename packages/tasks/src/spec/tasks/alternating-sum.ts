import { alternatingSum, alternatingSumOptions, type SequenceBatch } from '@unrolled/datasets';
import { defineTask } from '../define-task.js';
import { endlessExamples, sampling } from '../examples.js';
import { sequenceModels } from '../models.js';
import { uniformInteger } from '../standardization.js';

/** Say whether x_T − x_{T−1} + x_{T−2} − … is positive. */
export const alternatingSumTask = defineTask({
  name: 'alternating-sum',
  summary: 'do the integers at even places outweigh those at odd places',
  source: 'courses on deep learning, exercise on what a given network computes',
  construction: 'alternating-sum',
  models: [...sequenceModels('rnn'), 'feedforward'],
  options: { ...alternatingSumOptions, sampling },
  defaults: () => ({ hiddenSize: 32, learningRate: 3e-3, epochs: 30, schedule: 'cosine' }),
  create({ length, max, sampling }) {
    const standardization = uniformInteger(-max, max);
    const dataset = alternatingSum({ length, max });
    return {
      dataset: { ...dataset, steps: length },
      examples: endlessExamples(dataset, { sampling }),
      standardization,
      question: {
        form: 'an even number of integers',
        read(words) {
          const integers = words.map(Number);
          if (words.length === 0 || words.length % 2 !== 0 || !integers.every(Number.isInteger)) {
            throw new RangeError(
              `alternating-sum: expected an even number of integers, received '${words.join(' ')}'`,
            );
          }
          const sum = integers.reduce((total, integer, t) => total + (t % 2 === 0 ? -integer : integer), 0);
          const batch: SequenceBatch = {
            inputs: { data: Float32Array.from(integers), shape: [1, integers.length, 1] },
            targets: { data: Float32Array.of(Number(sum > 0)), shape: [1, 1] },
          };
          return { batch, inputs: words };
        },
        describe: ({ inputs }) => [inputs.data.join(' ')],
        write: ([positive = 0]) => String(positive),
        meaning: ([positive = 0]) => positive,
      },
    };
  },
});
