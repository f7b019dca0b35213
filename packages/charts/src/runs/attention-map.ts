import type { HeatMap } from '../data/chart.js';
import type { Answer } from './answer.js';
import { inputAt } from './input-at.js';

/**
 * How much each output looked at each step that was read, a row an output.
 *
 * @param weights [outputs][inputs], each row one in all
 * @param inputs what was read at each step, to name the columns; their numbers from 1 unless given
 * @param outputs what was written, to name the rows; their numbers from 1 unless given
 * @example
 * attentionMap('Who looked where', [[0.9, 0.1], [0.2, 0.8]], ['a', 'b'], ['b', 'a']).kind; // → 'heat-map'
 */
export function attentionMap(
  title: string,
  weights: readonly (readonly number[])[],
  inputs?: readonly string[],
  outputs?: readonly string[],
): HeatMap {
  return {
    kind: 'heat-map',
    title,
    xLabel: inputs ? 'read, step by step' : 'step read',
    yLabel: outputs ? 'written' : 'step written',
    valueLabel: 'α',
    columns: Array.from(weights[0]!, (_, k) => inputs?.[k] ?? String(k + 1)),
    rows: weights.map((_, t) => outputs?.[t] ?? String(t + 1)),
    values: weights,
    range: [0, 1],
  };
}

/**
 * The same of an answer, where the model has attention: rows and columns named by what was written and read.
 *
 * @example
 * const { store } = runInMemory('runs/palindrome');
 * const job = planJob('palindrome', { length: 5 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const weights = await store.readModel();
 * const batch = task.examples.trainingBatch(1, 0, 1);
 * const [prediction] = await predictRun(task, job.model, weights, batch);
 * // An LSTM without attention.
 * attentionOf('Who looked where', answer(task, batch, prediction)); // → undefined
 */
export function attentionOf(title: string, { batch, prediction }: Answer): HeatMap | undefined {
  const { attention, output } = prediction;
  if (!attention) return undefined;
  const read = namesOf(batch, attention[0]!.length);
  return attentionMap(title, attention, read, output.length === attention.length ? [...output] : undefined);
}

/**
 * How much each head of a transformer looked from each position, a row, at those up to it: a map for each, by name.
 *
 * @example
 * const { store } = runInMemory('runs/transformer');
 * const job = planJob('palindrome', { length: 5 }, { model: 'transformer', settings: { steps: 5 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const batch = task.examples.trainingBatch(1, 0, 1);
 * const [prediction] = await predictRun(task, job.model, await store.readModel(), batch);
 * Object.keys(headMaps('Attention', answer(task, batch, prediction)))[0]; // → 'heads-layer1-head1'
 */
export function headMaps(title: string, { batch, prediction }: Answer): Record<string, HeatMap> {
  const { heads = [], output } = prediction;
  const maps = heads.flatMap((layer, l) =>
    layer.map((weights, h) => {
      const read = namesOf(batch, batch.inputs.shape[1]!);
      const written = Array.from({ length: weights.length - read.length }, (_, t) => output[t] ?? '');
      const names = [...read, ...written.map((symbol) => `→${symbol}`)];
      const map: HeatMap = {
        ...attentionMap(`${title}: layer ${l + 1}, head ${h + 1}`, weights, names, names),
        xLabel: 'position looked at',
        yLabel: 'position looking',
      };
      return [`heads-layer${l + 1}-head${h + 1}`, map] as const;
    }),
  );
  return Object.fromEntries(maps);
}

/** What was read, step by step, or the numbers of the steps from 1. */
function namesOf({ inputs }: Answer['batch'], count: number): string[] {
  return Array.from({ length: count }, (_, t) => inputAt(inputs, t)?.replace(' ', '') ?? String(t + 1));
}
