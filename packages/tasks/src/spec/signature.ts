import * as v from 'valibot';
import type { Task } from './task.js';

const size = v.pipe(v.number(), v.integer(), v.minValue(1));

/** The same for all features, or a number for each. */
const moment = v.union([v.number(), v.pipe(v.array(v.number()), v.readonly())]);

/** What a model of a task reads and answers: all that is needed to use it without the task. */
export const signatureSchema = v.strictObject({
  inputSize: size,
  outputSize: size,
  scheme: v.picklist(['many-to-one', 'many-to-many', 'encoder-decoder']),
  targetKind: v.picklist(['class', 'binary', 'real']),
  /** Steps in a sequence, where all have the same. */
  steps: v.exactOptional(size),
  padding: v.exactOptional(v.picklist(['behind', 'front'])),
  /** What each input is in front of a short sequence, where it is padded there; 0 unless given. */
  paddedWith: v.exactOptional(moment),
  /** What the model reads its inputs through. */
  standardization: v.exactOptional(v.strictObject({ mean: moment, deviation: moment })),
  /** What real answers are learnt as: answer · deviation + mean is in the units of the data. */
  answerScale: v.exactOptional(v.strictObject({ mean: moment, deviation: moment })),
  /** What each input is, where they have names: of a symbol, which is read one-hot, as `letter=a`. */
  features: v.exactOptional(v.array(v.string())),
  /** Of classes: how a person writes each. */
  classes: v.exactOptional(v.array(v.string())),
});

export type Signature = Readonly<v.InferOutput<typeof signatureSchema>>;

/**
 * @example
 * const { inputSize, scheme, steps } = signatureOf(await createTask('parity', { length: 5 }));
 * [inputSize, scheme, steps]; // → [1, 'many-to-many', 5]
 */
export function signatureOf({
  dataset,
  standardization,
  answerScale,
  features,
  question,
}: Pick<Task, 'dataset' | 'standardization' | 'answerScale' | 'features' | 'question'>): Signature {
  const { inputSize, outputSize, scheme, targetKind, steps, padding, paddedWith } = dataset;
  return {
    inputSize,
    outputSize,
    scheme,
    targetKind,
    ...(steps !== undefined && { steps }),
    ...(padding && { padding }),
    ...(paddedWith !== undefined && { paddedWith }),
    ...(standardization && { standardization }),
    ...(answerScale && { answerScale }),
    ...(features && { features: [...features] }),
    ...(targetKind === 'class' && {
      classes: Array.from({ length: outputSize }, (_, k) => question.write([k])),
    }),
  };
}

/**
 * Whether it must be known how many steps each example of a batch has: where one answer is due at the end of sequences of
 * several lengths, and where an encoder-decoder reads sequences that are padded behind.
 *
 * @example
 * readsLengths(signatureOf(await createTask('palindrome', { length: 5 }))); // → false
 */
export function readsLengths({ scheme, steps, padding }: Signature): boolean {
  return scheme === 'many-to-one'
    ? steps === undefined
    : scheme === 'encoder-decoder' && padding === 'behind';
}
