import type { Rng } from './rng.js';

type Numbers = Float32Array | Int32Array;

/** A dense array in row-major order, as any tensor library can take it. */
export interface NdArray<T extends Numbers = Numbers> {
  readonly data: T;
  readonly shape: readonly number[];
}

/** Examples drawn together; `T` is the array type of the targets. */
export interface SequenceBatch<T extends Numbers = Numbers> {
  /** [batch, time, inputSize] */
  readonly inputs: NdArray<Float32Array>;
  /**
   * Classes: Int32 [batch] or [batch, time]. Binary and real targets: Float32 [batch, time, outputSize]
   * or [batch, outputSize].
   */
  readonly targets: NdArray<T>;
  /** [batch, time], 1 where the step is scored. */
  readonly mask?: NdArray<Float32Array>;
}

/**
 * Whether to take an example that was drawn.
 *
 * @param identity numbers that no other example has; valid during the call only
 * @param chance how likely it is to be drawn
 */
export type Accepts = (identity: ArrayLike<number>, chance: number) => boolean;

/** A source of examples, and what a model needs to know to learn from it. */
export interface SequenceDataset<T extends Numbers = Numbers> {
  readonly name: string;
  readonly scheme: 'many-to-one' | 'many-to-many' | 'encoder-decoder';
  readonly inputSize: number;
  readonly outputSize: number;
  readonly targetKind: 'class' | 'binary' | 'real';
  /** What guessing scores. */
  readonly baseline: { readonly metric: string; readonly value: number };
  /**
   * Draws `batchSize` examples.
   * @throws RangeError if batchSize is not a positive integer
   */
  batch(rng: Rng, batchSize: number): SequenceBatch<T>;
  /** The same from those that `accepts` takes, the others passed over; where examples are finitely many. */
  batchWhere?(accepts: Accepts, rng: Rng, batchSize: number): SequenceBatch<T>;
}
