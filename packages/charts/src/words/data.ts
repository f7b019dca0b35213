import type { Task } from '@unrolled/tasks';
import { percent } from './percent.js';

type Data = NonNullable<Task['understood']>;

/**
 * What was understood of data, in a few lines.
 *
 * @param source what the data are called, such as their files
 * @example
 * const rows = Array.from({ length: 20 }, (_, i) => ({ inputs: [i, i + 1], target: i % 2 ? 'odd' : 'even' }));
 * const { description } = ownData({ data: rowsTable('numbers', rows) }, { scheme: 'many-to-one' });
 * describeData('numbers.jsonl', description)[0];
 * // → 'numbers.jsonl: 20 sequences of 2 steps; 16 to learn from, 2 to validate, 2 to test'
 */
export function describeData(source: string, data: Data): string[] {
  const { sequences, shortest, longest, layout, baseline } = data;
  const count = (value: number) => value.toLocaleString('en');
  const { training, validation, test } = sequences;
  const all = training + validation + test;
  const what = layout.window === undefined ? 'sequences' : 'windows';
  const steps = shortest === longest ? `${count(longest)}` : `${count(shortest)} to ${count(longest)}`;
  return [
    `${source}: ${count(all)} ${what} of ${steps} steps; ${count(training)} to learn from, ${count(validation)} to validate, ${count(test)} to test`,
    `  inputs    ${inputsInWords(data)}`,
    `  target    ${targetsInWords(data)}`,
    `  guessing  ${baseline.metric === 'accuracy' ? `${percent(baseline.value)} accuracy` : `${baseline.value.toPrecision(4)} squared error, in standard deviations`}`,
  ];
}

/** As many names as are listed. */
const most = 8;

const listed = (names: readonly string[]) =>
  names.length > most ? `${names.slice(0, most).join(', ')}, …` : names.join(', ');

function inputsInWords({ inputs, readsText, layout }: Data): string {
  if (readsText)
    return `${layout.inputs.join(', ')}, text read character by character, ${inputs.map((feature) => (feature.kind === 'symbol' ? feature.symbols.length : 0)).join(', ')} characters`;
  const words = inputs.map((feature) =>
    feature.kind === 'number'
      ? `${feature.name} (mean ${short(feature.mean)}, deviation ${short(feature.deviation)})`
      : `${feature.name} (one of ${feature.symbols.length} symbols)`,
  );
  return listed(words);
}

function targetsInWords({ targets, commonest, layout, writesText }: Data): string {
  const when =
    layout.rows === 'sequence' || layout.horizon === 0
      ? ''
      : `, ${layout.horizon === 1 ? 'the next row' : `${layout.horizon} rows later`}`;
  if (targets.kind === 'real') {
    const names = targets.names.map(
      (name, i) => `${name} (mean ${short(targets.mean[i]!)}, deviation ${short(targets.deviation[i]!)})`,
    );
    return `${listed(names)}${when}`;
  }
  if (targets.kind === 'binary') return `${listed(targets.names)}, 0 or 1${when}`;
  const classes = targets.classes.filter((name) => name !== '');
  if (writesText) return `${targets.name}, text written character by character, ${classes.length} characters`;
  const usual = targets.classes[Number(commonest)];
  return `${targets.name}${when}, one of ${classes.length} classes: ${listed(classes)}; '${usual}' is the commonest`;
}

const short = (value: number) => String(Number(value.toPrecision(4)));
