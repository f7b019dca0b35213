import { palindrome, palindromeOptions, type SequenceBatch } from '@unrolled/datasets';
import { type OptionValues, withDefault } from '@unrolled/datasets/options';
import { defineTask } from '../define-task.js';
import { endlessExamples, sampling } from '../examples.js';
import { sequenceModels } from '../models.js';
import { uniformInteger } from '../standardization.js';
import type { Question } from '../task.js';

const options = { ...palindromeOptions, length: withDefault(palindromeOptions.length, 5), sampling };

/** Remember a palindrome's first digit until its last is due. */
export const palindromeTask = defineTask({
  name: 'palindrome',
  summary: "remember a palindrome's first digit until its last is due",
  source: 'University of Amsterdam, Deep Learning, assignment on recurrent networks',
  models: [...sequenceModels('lstm'), 'feedforward'],
  options,
  defaults: ({ length }, model) => ({
    forgetBias: 3,
    learningRate: model === 'rnn' || model === 'skip-rnn' ? 1e-3 : 3e-3,
    stepsPerEpoch: 50,
    ...(['gru', 'min-gru', 'min-lstm'].includes(model) && { chrono: Math.max(length, 2) }),
    // Gates that see the input alone tell the first digit from others by what a layer below makes of the steps so far.
    ...(model.startsWith('min-') && { layers: 2 }),
  }),
  create(given) {
    const { sampling: _, ...ofDataset } = given;
    const { length, base, encoding } = ofDataset;
    const standardization = encoding === 'scalar' ? uniformInteger(0, base - 1) : undefined;
    const dataset = palindrome(ofDataset);
    return {
      dataset: { ...dataset, steps: length - 1 },
      examples: endlessExamples(dataset, given),
      ...(standardization && { standardization }),
      question: palindromeQuestion(given),
    };
  },
});

/** A palindrome's digits, with or without the last, which the model is to say. */
function palindromeQuestion({ length, base, encoding }: OptionValues<typeof options>): Question {
  const form = `${length} digits below ${base}, or all but the last`;
  const describe = ({ inputs: { data, shape } }: SequenceBatch) => {
    const [, steps = 0, channels] = shape;
    const digits = Array.from({ length: steps }, (_, t) =>
      channels === 1 ? data[t]! : data.subarray(t * base, (t + 1) * base).indexOf(1),
    );
    return [digits.map((digit) => digit.toString(36)).join('')];
  };
  return {
    form,
    read(words) {
      const text = words.join('');
      const digits = Array.from(text, (digit) => Number.parseInt(digit, 36)).slice(0, length - 1);
      const known = digits.every((digit) => digit >= 0 && digit < base);
      if (!known || (text.length !== length && text.length !== length - 1)) {
        throw new RangeError(`palindrome: expected ${form}, received '${text}'`);
      }
      const channels = (digit: number) =>
        encoding === 'scalar' ? [digit] : Array.from({ length: base }, (_, k) => Number(k === digit));
      const data = Float32Array.from(digits.flatMap(channels));
      const batch: SequenceBatch = {
        inputs: { data, shape: [1, digits.length, data.length / digits.length] },
        targets: { data: Int32Array.of(digits[0]!), shape: [1] },
      };
      return { batch, inputs: describe(batch) };
    },
    describe,
    write: ([digit = 0]) => digit.toString(36),
    meaning: ([digit = 0]) => digit,
  };
}
