import type { SequenceBatch } from '@unrolled/datasets';
import type { Prediction, Task } from '@unrolled/tasks';
import { percent } from './result.js';

/** What a model answered, beside its inputs and the truth, the digits aligned. */
export function describePrediction(
  task: Task,
  inputs: readonly string[],
  { predicted, expected, output, truth, digitAccuracy, probabilities, probabilitiesByStep }: Prediction,
  batch: SequenceBatch,
): string {
  const [, rows, columns] = batch.inputs.shape as [number, number, number];
  const image = task.question.readImage !== undefined && columns > 1;
  const rowProbabilities = image ? probabilitiesByStep : undefined;
  const lines = [
    ...(image
      ? digitRows(batch.inputs.data, rows, columns, rowProbabilities, task)
      : inputs.map((input) => ['input', input] as const)),
    ['output', output] as const,
    ...(truth === undefined ? [] : [['truth', truth] as const]),
  ];
  const width = Math.max(...lines.map(([, text]) => text.length));
  const verdict =
    expected === undefined ? '' : expected === predicted ? ', right' : `, wrong: it is ${expected}`;
  return [
    ...lines.map(([name, text]) => `${name.padEnd(8)}${image ? text : text.padStart(width)}`.trimEnd()),
    `predicted ${predicted}${verdict}`,
    ...(digitAccuracy === undefined || output.length < 2 ? [] : [`digits right ${percent(digitAccuracy)}`]),
    ...(task.dataset.targetKind === 'class' && task.dataset.scheme === 'many-to-one' && probabilities
      ? probabilityBars(probabilities, task)
      : []),
  ].join('\n');
}

/** Every class with its probability as a bar. */
function probabilityBars(probabilities: readonly number[], { question }: Task): string[] {
  return probabilities.map((probability, k) => {
    const bar = '█'.repeat(Math.round(20 * probability));
    return `  ${question.write([k])}  ${percent(probability).padStart(10)}  ${bar}`.trimEnd();
  });
}

const shades = [...' ░▒▓█'];

/** The image a row a line, and beside each row what the model takes the digit for when it has read so far. */
function digitRows(
  pixels: ArrayLike<number>,
  rows: number,
  columns: number,
  probabilities: Prediction['probabilitiesByStep'],
  { question }: Task,
): (readonly [string, string])[] {
  return Array.from({ length: rows }, (_, row) => {
    const ink = Array.from({ length: columns }, (_, column) => {
      const value = pixels[row * columns + column]!;
      return shades[Math.min(shades.length - 1, Math.round(value * (shades.length - 1)))]!;
    });
    const sure = probabilities?.[row];
    const best = sure ? sure.indexOf(Math.max(...sure)) : 0;
    const taken = sure ? ` ${question.write([best])} ${percent(sure[best]!).padStart(7)}` : '';
    return [`row ${String(row + 1).padStart(2)}`, `${ink.join('')}${taken}`] as const;
  });
}
