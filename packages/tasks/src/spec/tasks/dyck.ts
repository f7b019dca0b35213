import { dyck, dyckOptions, type SequenceBatch } from '@unrolled/datasets';
import { defineTask } from '../define-task.js';
import { endlessExamples } from '../examples.js';
import { sequenceModels } from '../models.js';
import { symbolsOf } from '../one-hot.js';
import type { Question } from '../task.js';

/** Kind k opens as character 2k and closes as character 2k + 1. */
const brackets = '()[]{}<>aAbBcCdD';

/** Say which bracket may be closed next. */
export const dyckTask = defineTask({
  name: 'dyck',
  summary: 'say which bracket may be closed next',
  source:
    'Suzgun et al., "LSTM Networks Can Perform Dynamic Counting", 2019; Hewitt et al., 2020, of bounded depth',
  models: sequenceModels('lstm'),
  options: dyckOptions,
  defaults: () => ({ hiddenSize: 64, learningRate: 3e-3, epochs: 30, schedule: 'cosine' }),
  create(options) {
    const dataset = dyck(options);
    return {
      dataset: { ...dataset, steps: options.length },
      examples: endlessExamples(dataset),
      question: bracketQuestion(options.kinds, dataset.encode),
    };
  },
});

function bracketQuestion(kinds: number, encode: ReturnType<typeof dyck>['encode']): Question {
  const known = brackets.slice(0, 2 * kinds);
  /** The bracket that may close after each step, a point where none is open. */
  const write = (bits: readonly number[]) =>
    Array.from({ length: bits.length / kinds }, (_, t) => {
      const kind = bits.slice(t * kinds, (t + 1) * kinds).indexOf(1);
      return kind < 0 ? '.' : brackets[2 * kind + 1]!;
    }).join('');
  const form = `brackets out of ${known}, well nested as far as they go`;
  const describe = (batch: SequenceBatch) => [
    symbolsOf(batch)
      .map((bracket) => brackets[bracket])
      .join(''),
  ];
  return {
    form,
    read(words) {
      const text = words.join('');
      try {
        const batch = encode(Array.from(text, (bracket) => known.indexOf(bracket)));
        return { batch, inputs: describe(batch) };
      } catch {
        throw new RangeError(`dyck: expected ${form}, received '${text}'`);
      }
    },
    describe,
    write,
    meaning: write,
  };
}
