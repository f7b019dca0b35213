import { shade } from '../characters/shades.js';
import type { Answer } from '../runs/answer.js';
import { pixelRows } from '../runs/digits.js';
import { percent } from './percent.js';

/**
 * What a model answered, beside its inputs and the truth, the digits aligned.
 *
 * @example
 * const { store } = runInMemory('runs/palindrome');
 * const job = planJob('palindrome', { length: 5 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const weights = await store.readModel();
 * const batch = task.examples.trainingBatch(1, 0, 1);
 * const [prediction] = await predictRun(task, job.model, weights, batch);
 * console.log(describePrediction(answer(task, batch, prediction)).join('\n'));
 */
export function describePrediction(answer: Answer): string[] {
  const { inputs = [], classes } = answer;
  const { predicted, expected, output, truth, digitAccuracy, probabilities } = answer.prediction;
  const rows = answer.image ? digitRows(answer) : [];
  const lines = [
    ...(rows.length > 0 ? rows : inputs.map((input) => ['input', input] as const)),
    ['output', output] as const,
    ...(truth === undefined ? [] : [['truth', truth] as const]),
  ];
  // Numbers are aligned by their last digits, rows of pixels by their first.
  const width = rows.length > 0 ? 0 : Math.max(...lines.map(([, text]) => text.length));
  const verdict =
    expected === undefined
      ? ''
      : digitAccuracy === undefined
        ? `, it is ${expected}` // no number is right to the last digit
        : expected === predicted
          ? ', right'
          : `, wrong: it is ${expected}`;
  return [
    ...lines.map(([name, text]) => `${name.padEnd(8)}${text.padStart(width)}`.trimEnd()),
    `predicted ${predicted}${verdict}`,
    ...(digitAccuracy === undefined || classes || output.length < 2
      ? []
      : [`digits right ${percent(digitAccuracy)}`]),
    ...(classes && probabilities ? probabilityBars(probabilities, classes) : []),
  ];
}

/** The longest question that is shown beside others, and the longest that is shown. */
const [besideOthers, longest] = [16, 40];

/**
 * A few answers as `2050 → 2, 7898 → 9 (not 7)`, the truth beside what is wrong: in one line where all questions are short,
 * else in a line each; none where they are images or very long.
 *
 * @example
 * const { store } = runInMemory('runs/palindrome');
 * const job = planJob('palindrome', { length: 5 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const weights = await store.readModel();
 * const batch = task.examples.trainingBatch(1, 0, 1);
 * const [prediction] = await predictRun(task, job.model, weights, batch);
 * answersInLines([answer(task, batch, prediction)]).length; // → 1
 */
export function answersInLines(answers: readonly Answer[]): string[] {
  const said = answers.flatMap(({ inputs, image, prediction: { output, truth } }) => {
    const asked = inputs?.join(' + ') ?? '';
    if (image || asked === '' || asked.length > longest) return [];
    const verdict = truth === undefined || truth === output ? '' : ` (not ${truth})`;
    return [{ short: asked.length <= besideOthers, words: `${asked} → ${output}${verdict}` }];
  });
  const lines = said.map(({ words }) => words);
  return said.length > 0 && said.every(({ short }) => short) ? [lines.join(', ')] : lines;
}

/** Every class with its probability as a bar. */
function probabilityBars(probabilities: readonly number[], classes: readonly string[]): string[] {
  const width = Math.max(...classes.map((name) => name.length));
  return probabilities.map((probability, k) => {
    const bar = '█'.repeat(Math.round(20 * probability));
    return `  ${classes[k]!.padEnd(width)}  ${percent(probability).padStart(10)}  ${bar}`.trimEnd();
  });
}

/**
 * The image a row a line, and beside each row what the model takes the digit for when it has read so far; none where
 * it is read pixel by pixel.
 */
function digitRows({ batch, prediction, classes }: Answer): (readonly [string, string])[] {
  const columns = batch.inputs.shape[2]!;
  if (columns === 1) return [];
  return pixelRows(batch.inputs.data, columns).map((pixels, row) => {
    const ink = pixels.map((value) => shade(value)).join('');
    const sure = prediction.probabilitiesByStep?.[row];
    const best = sure ? sure.indexOf(Math.max(...sure)) : 0;
    const taken = sure && classes ? ` ${classes[best]} ${percent(sure[best]!).padStart(7)}` : '';
    return [`row ${String(row + 1).padStart(2)}`, `${ink}${taken}`];
  });
}
