import { counting, countingOptions, type SequenceBatch } from '@unrolled/datasets';
import { defineTask } from '../define-task.js';
import { endlessExamples } from '../examples.js';
import { sequenceModels } from '../models.js';
import { symbolsOf } from '../one-hot.js';

/** Say which letter may come next in aⁿbⁿcⁿ. */
export const countingTask = defineTask({
  name: 'counting',
  summary: 'say which letter may come next in aⁿbⁿcⁿ',
  source:
    'Gers & Schmidhuber, "LSTM Recurrent Networks Learn Simple Context Free and Context Sensitive Languages", 2001',
  models: sequenceModels('lstm'),
  options: { length: countingOptions.most, shortest: countingOptions.least },
  defaults: () => ({ hiddenSize: 16, learningRate: 1e-2, epochs: 40, schedule: 'cosine' }),
  create({ length: most, shortest: least }) {
    const dataset = counting({ most, least });
    /** What may come after each step: a point for the end, and what is not decided in brackets. */
    const write = (bits: readonly number[]) =>
      Array.from({ length: bits.length / 4 }, (_, t) => {
        const next = Array.from('abc.').filter((_, k) => bits[4 * t + k] === 1);
        return next.length === 1 ? next[0]! : `[${next.join('')}]`;
      }).join('');
    const describe = (batch: SequenceBatch) => [
      symbolsOf(batch)
        .map((letter) => 'abc'[letter] ?? '')
        .join(''),
    ];
    return {
      dataset: { ...dataset, steps: 3 * most },
      examples: endlessExamples(dataset),
      question: {
        form: 'a word as aabbcc',
        read(words) {
          const text = words.join('');
          const n = text.length / 3;
          if (n === 0 || text !== Array.from('abc', (letter) => letter.repeat(n)).join(''))
            throw new RangeError(`counting: expected a word as aabbcc, received '${text}'`);
          const batch = dataset.encode(n);
          return { batch, inputs: describe(batch) };
        },
        describe,
        write,
        meaning: write,
      },
    };
  },
});
