import { binaryAddition, binaryAdditionOptions, type SequenceBatch } from '@unrolled/datasets';
import { oneOf, option } from '@unrolled/datasets/options';
import { defineTask } from '../define-task.js';
import { endlessExamples, sampling } from '../examples.js';
import { sequenceModels } from '../models.js';
import { fairBit } from '../standardization.js';

/** Add two binary numbers, digit by digit, or after both were read. */
export const binaryAdditionTask = defineTask({
  name: 'binary-addition',
  summary: 'add two binary numbers, digit by digit or after both were read',
  source: 'courses on deep learning, exercise on sequence to sequence learning, parts 1 and 2',
  construction: 'binary-addition',
  models: sequenceModels('rnn'),
  options: {
    length: binaryAdditionOptions.maxDigits,
    shortest: binaryAdditionOptions.minDigits,
    scheme: binaryAdditionOptions.scheme,
    padding: binaryAdditionOptions.padding,
    digits: option(oneOf(['signed', 'binary']), 'how digits are fed: as -1 and 1, or as 0 and 1', 'signed'),
    sampling,
  },
  settle: (options) => ({
    ...options,
    padding:
      options.padding === 'auto' ? binaryAddition({ scheme: options.scheme }).padding : options.padding,
  }),
  defaults: ({ scheme }) => ({
    ...(scheme === 'many-to-many'
      ? { hiddenSize: 10, activation: 'relu', learningRate: 1e-2 }
      : { hiddenSize: 100, learningRate: 2e-3 }),
    schedule: 'linear',
    epochs: 100,
    stopAtAccuracy: null,
  }),
  create({ length, shortest, scheme, padding, digits, sampling }) {
    const together = scheme === 'many-to-many';
    const addition = binaryAddition({ maxDigits: length, minDigits: shortest, scheme, padding });
    const standardization = digits === 'signed' ? fairBit : undefined;
    const write = (answer: readonly number[]) => (together ? [...answer].reverse() : answer).join('');
    const describe = ({ inputs, mask }: SequenceBatch) => {
      const scored = Array.from(inputs.data).filter((_, i) => !mask || mask.data[i >> 1] === 1);
      return [0, 1].map((summand) => write(scored.filter((_, i) => i % 2 === summand)));
    };
    return {
      dataset: { ...addition, steps: length + 1 },
      examples: endlessExamples(addition, { sampling }),
      ...(standardization && { standardization }),
      question: {
        form: 'two non-negative integers',
        read(words) {
          const [a, b] = words.map(integer);
          if (words.length !== 2 || a === undefined || b === undefined) {
            throw new RangeError(
              `binary-addition: expected two non-negative integers, received '${words.join(' ')}'`,
            );
          }
          const batch = addition.encode(a, b, padding === 'front' ? length + 1 : 0);
          return { batch, inputs: describe(batch) };
        },
        describe,
        write,
        meaning: (answer) => {
          const sum = addition.decode(answer);
          return sum <= Number.MAX_SAFE_INTEGER ? Number(sum) : String(sum);
        },
      },
    };
  },
});

function integer(word: string): bigint | undefined {
  return /^\d+$/.test(word) ? BigInt(word) : undefined;
}
