import { book, createRng, type SequenceBatch, text, textOptions } from '@unrolled/datasets';
import { defineTask } from '../define-task.js';
import { finiteExamples } from '../examples.js';
import { sequenceModels } from '../models.js';
import { oneHot, symbolsOf } from '../one-hot.js';

/** Say the next character of a book. */
export const textTask = defineTask({
  name: 'text',
  summary: 'say the next character of a book, and go on with a text',
  source: 'Shannon, "Prediction and Entropy of Printed English", 1951; Sutskever, Martens & Hinton, 2011',
  models: sequenceModels('lstm'),
  options: textOptions,
  defaults: () => ({ batchSize: 64, learningRate: 5e-3, epochs: 20, schedule: 'cosine' }),
  async create({ length }) {
    const { train, alphabet, ...heldOut } = text(await book(), { length });
    const write = (classes: readonly number[]) => classes.map((k) => alphabet[k]!).join('');
    return {
      dataset: { ...train, steps: length, bitsBy: 'character' },
      examples: {
        // Passages that begin anywhere are many more than those that lie one after another.
        trainingBatch: (seed, step, batchSize) => train.batch(createRng(seed, `training ${step}`), batchSize),
        heldOut: finiteExamples({ train, ...heldOut }).heldOut,
        streams: train.streams,
      },
      question: {
        form: "a text to go on with, as 'Alice was'",
        alphabet,
        read(words) {
          const start = words.join(' ');
          const classes = Array.from(start, (character) => alphabet.indexOf(character));
          const unknown = Array.from(start)[classes.indexOf(-1)];
          if (unknown !== undefined || classes.length === 0)
            throw new RangeError(
              `text: expected a text of the book's characters, as 'Alice was', received ${unknown === undefined ? 'nothing' : `'${unknown}'`}`,
            );
          return { batch: passage(classes, alphabet.length), inputs: [start] };
        },
        describe: (batch) => [write(symbolsOf(batch))],
        write,
        meaning: write,
      },
    };
  },
});

/** One passage whose last character is not followed by one that is known. */
function passage(classes: readonly number[], characters: number): SequenceBatch {
  return {
    inputs: { data: oneHot(classes, characters), shape: [1, classes.length, characters] },
    targets: { data: Int32Array.from([...classes.slice(1), -1]), shape: [1, classes.length] },
  };
}
