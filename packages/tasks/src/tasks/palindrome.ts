import { type DigitEncoding, palindrome, type SequenceBatch } from '@unrolled/datasets';
import { endlessExamples } from '../examples.js';
import { uniformInteger } from '../standardization.js';
import type { Question, TaskDefinition } from '../task.js';
import { defaults } from './defaults.js';

interface Options {
  readonly length: number;
  readonly base: number;
  readonly encoding: DigitEncoding;
}

/** Remember a palindrome's first digit until its last is due. */
export const palindromeTask: TaskDefinition = {
  name: 'palindrome',
  summary: "remember a palindrome's first digit until its last is due",
  source: 'University of Amsterdam, Deep Learning, assignment on recurrent networks',
  models: ['lstm', 'rnn', 'gru', 'feedforward'],
  options: {
    length: { type: 'integer', description: 'digits in the palindrome', default: 5 },
    base: { type: 'integer', description: 'number of different digits, 2 to 36', default: 10 },
    encoding: {
      type: 'choice',
      description: 'one channel per digit, or the digit itself',
      default: 'one-hot',
      choices: ['one-hot', 'scalar'],
    },
  },
  create(given) {
    const options = given as unknown as Options;
    const { length, base, encoding } = options;
    const standardization = encoding === 'scalar' ? uniformInteger(0, base - 1) : undefined;
    const dataset = palindrome(options);
    return {
      dataset: { ...dataset, steps: length - 1 },
      examples: endlessExamples(dataset),
      ...(standardization && { standardization }),
      question: palindromeQuestion(options),
      settings: {
        ...defaults,
        forgetBias: 3,
        learningRate: 3e-3,
        stepsPerEpoch: 50,
      },
      settingsOf: { rnn: { learningRate: 1e-3 }, gru: { chrono: Math.max(length, 2) } },
    };
  },
};

/** A palindrome's digits, with or without the last, which the model is to say. */
function palindromeQuestion({ length, base, encoding }: Options): Question {
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
