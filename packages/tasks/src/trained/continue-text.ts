import * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays } from '@unrolled/cells';
import { createRng, type SequenceBatch } from '@unrolled/datasets';
import { isRecurrent, type ModelSettings } from '../spec/models.js';
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

/** A recurrence reads no more than that of what came before; what has no state, no more than it was trained on. */
const mostRead = 512;

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
  const most = isRecurrent(settings) ? mostRead : (dataset.steps ?? mostRead);
  const rng = createRng(seed, 'continuation');
  return withTrainedModel({ dataset }, settings, weights, async (model, params) => {
    const classes = symbolsOf(start);
    for (let written = 0; written < characters; written++) {
      const last = tf.tidy(() => {
        const read = classes.slice(-most);
        const shape: [number, number, number] = [1, read.length, alphabet.length];
        const inputs = tf.tensor3d(oneHot(read, alphabet.length), shape);
        const logits = model.forward(params, { inputs, targets: tf.zeros([1, read.length], 'int32') });
        return tf.reshape(tf.slice(logits, [0, read.length - 1, 0], [1, 1, -1]), [-1]);
      });
      const logits = await last.data();
      last.dispose();
      classes.push(draw(logits, temperature, rng()));
    }
    return classes
      .slice(-characters)
      .map((k) => alphabet[k]!)
      .join('');
  });
}

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
