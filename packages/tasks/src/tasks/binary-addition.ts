import {
  type AdditionPadding,
  type AdditionScheme,
  binaryAddition,
  type SequenceBatch,
} from '@unrolled/datasets';
import { endlessExamples } from '../examples.js';
import { fairBit } from '../standardization.js';
import type { TaskDefinition } from '../task.js';
import { defaults } from './defaults.js';

interface Options {
  readonly length: number;
  readonly shortest: number;
  readonly scheme: AdditionScheme;
  readonly padding: AdditionPadding;
  readonly digits: 'signed' | 'binary';
}

/** Add two binary numbers, digit by digit, or after both were read. */
export const binaryAdditionTask: TaskDefinition = {
  name: 'binary-addition',
  summary: 'add two binary numbers, digit by digit or after both were read',
  source: 'courses on deep learning, exercise on sequence to sequence learning, parts 1 and 2',
  construction: 'binary-addition',
  models: ['rnn', 'gru', 'lstm'],
  options: {
    length: { type: 'integer', description: 'digits of the longest summand', default: 16 },
    shortest: { type: 'integer', description: 'digits of the shortest summand', default: 1 },
    scheme: {
      type: 'choice',
      description: 'least significant digit first beside the sum, or most significant first before it',
      default: 'many-to-many',
      choices: ['many-to-many', 'encoder-decoder'],
    },
    padding: {
      type: 'choice',
      description: 'encoder-decoder: where shorter numbers are padded, in front with leading zeros',
      default: 'front',
      choices: ['behind', 'front'],
    },
    digits: {
      type: 'choice',
      description: 'how digits are fed: as -1 and 1, or as 0 and 1',
      default: 'signed',
      choices: ['signed', 'binary'],
    },
  },
  create(given) {
    const { length, shortest, scheme, digits, ...asked } = given as unknown as Options;
    const together = scheme === 'many-to-many';
    const padding = together ? 'behind' : asked.padding;
    const addition = binaryAddition({ maxDigits: length, minDigits: shortest, scheme, padding });
    const standardization = digits === 'signed' ? fairBit : undefined;
    const write = (answer: readonly number[]) => (together ? [...answer].reverse() : answer).join('');
    const describe = ({ inputs, mask }: SequenceBatch) => {
      const scored = Array.from(inputs.data).filter((_, i) => !mask || mask.data[i >> 1] === 1);
      return [0, 1].map((summand) => write(scored.filter((_, i) => i % 2 === summand)));
    };
    return {
      dataset: { ...addition, steps: length + 1, padding },
      examples: endlessExamples(addition),
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
      settings: {
        ...defaults,
        hiddenSize: together ? 10 : 100,
        activation: together ? 'relu' : 'tanh',
        learningRate: together ? 1e-2 : 2e-3,
        schedule: 'linear',
        epochs: 100,
        stopAtAccuracy: null,
      },
    };
  },
};

function integer(word: string): bigint | undefined {
  return /^\d+$/.test(word) ? BigInt(word) : undefined;
}
