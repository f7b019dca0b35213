import * as tf from '@tensorflow/tfjs-core';
import { mapTree, type NamedArrays, type TensorTree } from '@unrolled/cells';
import { createRng, type SequenceBatch } from '@unrolled/datasets';
import type { TensorBatch } from '@unrolled/datasets/tensors';
import type { Model, ModelOfStreams } from '../model/model.js';
import type { ModelSettings } from '../spec/models.js';
import { oneHot, symbolsOf } from '../spec/one-hot.js';
import type { Task } from '../spec/task.js';
import { withTrainedModel } from './with-trained-model.js';

/** How a text is gone on with. */
export interface ContinuationOptions {
  /** How many characters to write; 200 unless given. */
  readonly characters?: number | undefined;
  /** Logits are divided by it: below 1 likely characters become likelier, at 0 the likeliest is written. 1 unless given. */
  readonly temperature?: number | undefined;
  /** Draws the characters; 1 unless given. */
  readonly seed?: number | undefined;
}

/**
 * Goes on with a text, each character drawn from what a run's stored weights say of it, p ∝ exp(logit / temperature), and
 * read in its turn.
 *
 * @param start one passage, as `task.question.read` makes it
 * @returns what was written, without the start
 * @throws TypeError if the task is of no text
 * @throws Error as `predictRun` does
 * @example
 * const { store } = runInMemory('runs/text');
 * const job = planJob('text', { length: 16 }, { settings: { steps: 3, hiddenSize: 8 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const { batch } = task.question.read!(['Alice was']);
 * const written = await continueText(task, job.model, await store.readModel(), batch, { characters: 20, temperature: 0.5 });
 * written.length; // → 20
 */
export async function continueText(
  { name, dataset, question: { alphabet } }: Task,
  settings: ModelSettings,
  weights: NamedArrays,
  start: SequenceBatch,
  { characters = 200, temperature = 1, seed = 1 }: ContinuationOptions = {},
): Promise<string> {
  if (!alphabet) throw new TypeError(`continueText: ${name} is of no text`);
  const rng = createRng(seed, 'continuation');
  return withTrainedModel({ dataset }, settings, weights, async (model, params) => {
    const { read, dispose } = model.stream
      ? goingOn(model.stream, params, alphabet.length)
      : readingAgain(model, params, alphabet.length, dataset.steps);
    const written: number[] = [];
    try {
      for (let symbols = symbolsOf(start); written.length < characters; symbols = written.slice(-1)) {
        const next = read(symbols);
        const logits = await next.data();
        next.dispose();
        written.push(draw(logits, temperature, rng()));
      }
    } finally {
      dispose();
    }
    return written.map((k) => alphabet[k]!).join('');
  });
}

/** What reads a text as it goes on, and says each time what may come next. */
interface Reader {
  /** Reads what follows what was read before: the logits after it, which the caller disposes of. */
  read(symbols: readonly number[]): tf.Tensor1D;
  dispose(): void;
}

/** A recurrence keeps the state that it is in. */
function goingOn(stream: ModelOfStreams, params: TensorTree, characters: number): Reader {
  let state = stream.initialState(1);
  return {
    read(symbols) {
      const next = tf.tidy(() => {
        const { logits, finalState } = stream.forward(params, passage(symbols, characters), state);
        // A part of it may be a part of the state before, which is freed.
        return { last: lastOf(logits), finalState: mapTree(finalState, (leaf) => tf.clone(leaf)) };
      });
      tf.dispose(state);
      state = next.finalState;
      return next.last;
    },
    dispose: () => tf.dispose(state),
  };
}

/** What has no state reads all again, but for what lies further back than it has learnt to look. */
function readingAgain(model: Model, params: TensorTree, characters: number, most = Infinity): Reader {
  const seen: number[] = [];
  return {
    read(symbols) {
      seen.push(...symbols);
      seen.splice(0, seen.length - most);
      return tf.tidy(() => lastOf(model.forward(params, passage(seen, characters))));
    },
    dispose() {},
  };
}

/** As a batch of one, of which nothing is due. */
function passage(symbols: readonly number[], characters: number): TensorBatch {
  const inputs = tf.tensor3d(oneHot(symbols, characters), [1, symbols.length, characters]);
  return { inputs, targets: tf.zeros([1, symbols.length], 'int32') };
}

/** [1, time, classes] → [classes], after the last step. */
const lastOf = (logits: tf.Tensor): tf.Tensor1D =>
  tf.reshape(tf.slice(logits, [0, logits.shape[1]! - 1, 0], [1, 1, -1]), [-1]);

/** The class at a place in [0, 1) of the cumulative probabilities. */
function draw(logits: ArrayLike<number>, temperature: number, place: number): number {
  const likeliest = Array.from(logits).reduce((best, logit, k, all) => (logit > all[best]! ? k : best), 0);
  if (temperature === 0) return likeliest;
  const shares = Array.from(logits, (logit) => Math.exp((logit - logits[likeliest]!) / temperature));
  let left = place * shares.reduce((sum, share) => sum + share, 0);
  const drawn = shares.findIndex((share) => {
    left -= share;
    return left < 0;
  });
  return drawn < 0 ? likeliest : drawn;
}
