import * as v from 'valibot';

const texts = v.array(v.string());
const numbers = v.array(v.number());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A feature of every step: a number, or a symbol that is one of several, read one-hot. */
const feature = v.variant('kind', [
  v.strictObject({ kind: v.literal('number'), name: v.string(), mean: v.number(), deviation: v.number() }),
  v.strictObject({ kind: v.literal('symbol'), name: v.string(), symbols: texts }),
]);

/** What is answered: one of several classes, several digits of 0 or 1, or numbers. */
const targets = v.variant('kind', [
  v.strictObject({ kind: v.literal('class'), name: v.string(), classes: texts }),
  v.strictObject({ kind: v.literal('binary'), names: texts }),
  v.strictObject({ kind: v.literal('real'), names: texts, mean: numbers, deviation: numbers }),
]);

/** Reads a {@link DataDescription} out of JSON. */
export const dataDescription = v.strictObject({
  layout: v.strictObject({
    scheme: v.picklist(['many-to-one', 'many-to-many', 'encoder-decoder']),
    rows: v.picklist(['step', 'sequence']),
    inputs: texts,
    targets: texts,
    sequence: v.exactOptional(v.string()),
    window: v.exactOptional(count),
    horizon: count,
  }),
  /** Whether texts are read, or written, character by character. */
  readsText: v.boolean(),
  writesText: v.boolean(),
  /** Of the training part: means and deviations, symbols and classes are learnt there. */
  inputs: v.array(feature),
  targets,
  /** Steps. */
  shortest: count,
  longest: count,
  /** Steps of the longest answer. */
  longestAnswer: count,
  sequences: v.strictObject({ training: count, validation: count, test: count }),
  /** The answer that is right most often in the training part: the place of a class, or bits; none of numbers, whose mean is 0. */
  commonest: v.exactOptional(v.string()),
  /** What guessing scores on the test part. */
  baseline: v.strictObject({ metric: v.picklist(['accuracy', 'loss']), value: v.number() }),
});

/** All that was understood of data, so that other data are read in the same way; plain JSON. */
export type DataDescription = Readonly<v.InferOutput<typeof dataDescription>>;
export type Feature = DataDescription['inputs'][number];
export type Targets = DataDescription['targets'];
