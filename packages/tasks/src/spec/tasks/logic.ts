import type { ConstructionName } from '@unrolled/analysis';
import {
  parity,
  parityOptions,
  runningAnd,
  type SequenceBatch,
  type SequenceDataset,
  sequenceEquality,
} from '@unrolled/datasets';
import { withDefault } from '@unrolled/datasets/options';
import { defineTask } from '../define-task.js';
import { endlessExamples, sampling } from '../examples.js';
import { sequenceModels } from '../models.js';
import { fairBit } from '../standardization.js';
import type { TaskDefinition } from '../task.js';

interface Logic extends Pick<TaskDefinition, 'summary' | 'source'> {
  readonly name: ConstructionName;
  readonly make: (options: { readonly length: number }) => SequenceDataset;
  /** How a person writes the bits, and in how many words. */
  readonly form: string;
  readonly streams: number;
  /** The answer before the first step, and how a step's bits change it. */
  readonly first: number;
  readonly next: (answer: number, bits: readonly number[]) => number;
}

/** A task whose answer after every step is a bit of what the bits so far are. */
function logicTask({ name, summary, source, form, streams, make, first, next }: Logic): TaskDefinition {
  return defineTask({
    name,
    summary,
    source,
    construction: name,
    models: sequenceModels('rnn'),
    options: { length: withDefault(parityOptions.length, 12), sampling },
    defaults: () => ({ hiddenSize: 32, learningRate: 3e-3, stepsPerEpoch: 50, epochs: 100 }),
    create({ length, sampling }) {
      const dataset = make({ length });
      return {
        dataset: { ...dataset, steps: length },
        examples: endlessExamples(dataset, { sampling }),
        standardization: fairBit,
        question: {
          form,
          read(words) {
            const [bits] = words;
            const right = words.every((word) => /^[01]+$/.test(word) && word.length === bits!.length);
            if (words.length !== streams || !right) {
              throw new RangeError(`${name}: expected ${form}, received '${words.join(' ')}'`);
            }
            let answer = first;
            const inputs = Array.from(bits!, (_, t) => words.map((word) => Number(word[t])));
            const targets = inputs.map((bits) => {
              answer = next(answer, bits);
              return answer;
            });
            const batch: SequenceBatch = {
              inputs: { data: Float32Array.from(inputs.flat()), shape: [1, inputs.length, streams] },
              targets: { data: Float32Array.from(targets), shape: [1, inputs.length, 1] },
            };
            return { batch, inputs: words };
          },
          describe: ({ inputs }) =>
            Array.from({ length: streams }, (_, stream) =>
              inputs.data.filter((_, i) => i % streams === stream).join(''),
            ),
          write: (bits) => bits.join(''),
          meaning: (bits) => bits.at(-1)!,
        },
      };
    },
  });
}

export const parityTask = logicTask({
  name: 'parity',
  summary: 'XOR of all bits so far',
  source: 'courses on deep learning, exercise on the XOR of a sequence',
  make: parity,
  form: 'a sequence of bits, as 10110',
  streams: 1,
  first: 0,
  next: (odd, [bit]) => odd ^ bit!,
});

export const runningAndTask = logicTask({
  name: 'running-and',
  summary: 'AND of all bits so far',
  source: 'courses on deep learning, exercise on networks with chosen weights',
  make: runningAnd,
  form: 'a sequence of bits, as 11101',
  streams: 1,
  first: 1,
  next: (all, [bit]) => all & bit!,
});

export const sequenceEqualityTask = logicTask({
  name: 'sequence-equality',
  summary: 'are two sequences of bits equal so far',
  source: 'courses on deep learning, exercise on networks with chosen weights',
  make: sequenceEquality,
  form: 'two sequences of bits of one length, as 10110 10111',
  streams: 2,
  first: 1,
  next: (equal, [a, b]) => equal & Number(a === b),
});
