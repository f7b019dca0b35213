import type { SequenceBatch } from '@unrolled/datasets';
import type { DataDescription } from '@unrolled/datasets/data-description';
import type { Question } from './task.js';

/** What understands data; loaded where there are any. */
export type Tools = Pick<
  typeof import('@unrolled/datasets/own-data'),
  'everyExample' | 'readTable' | 'rowsTable' | 'widthOf'
>;

/** How a model of somebody's data is asked: by a text, by numbers or symbols of one feature, or by a file like that of the data. */
export function dataQuestion(description: DataDescription, tools: Tools): Question {
  const { inputs, layout, readsText } = description;
  const [feature] = inputs;
  const isSimple = inputs.length === 1;
  const form = readsText
    ? 'a text'
    : isSimple
      ? `${layout.window === undefined ? 'the' : `the ${layout.window}`} ${feature!.kind === 'number' ? 'numbers' : 'symbols'} of ${feature!.name}`
      : undefined;
  const describe = (batch: SequenceBatch) => inputsInWords(description, batch);
  const asked = (rows: readonly object[]) => {
    const { size, examples } = tools.everyExample(tools.rowsTable('predict', rows), description, true);
    return examples([size - 1]);
  };
  return {
    ...(form !== undefined && {
      form,
      read(words: readonly string[]) {
        const values = words.flatMap((word) => word.split(/[\s,]+/)).filter((word) => word !== '');
        const numbers = values.map((value) => (feature!.kind === 'number' ? numberOf(value) : value));
        const [field] = layout.inputs;
        const batch = readsText
          ? asked([{ [field!]: words.join(' ') }])
          : layout.rows === 'sequence'
            ? asked([{ [field!]: numbers }])
            : asked(
                numbers.map((value) => ({
                  [field!]: value,
                  ...(layout.sequence !== undefined && { [layout.sequence]: 1 }),
                })),
              );
        return { batch, inputs: describe(batch) };
      },
    }),
    async readFile(file) {
      const { size, examples } = tools.everyExample(tools.readTable(file), description, true);
      return Array.from({ length: size }, (_, i) => examples([i]));
    },
    describe,
    write: (answer) => answersInWords(description, answer),
    meaning(answer) {
      const { targets } = description;
      if (targets.kind === 'real' && answer.length === 1) return Number(answersInWords(description, answer));
      return answersInWords(description, answer);
    },
  };
}

function numberOf(word: string): number {
  const value = Number(word);
  if (!Number.isFinite(value)) throw new RangeError(`data: expected numbers, received '${word}'`);
  return value;
}

/** Of longer sequences the last steps are shown. */
const mostSteps = 24;

/** A text as it is, else a line for every feature, after its name where there are several. */
function inputsInWords(
  { inputs, readsText, layout }: DataDescription,
  { inputs: { data, shape }, mask }: SequenceBatch,
): string[] {
  const [, time = 0, size = 0] = shape;
  const end = layout.scheme === 'encoder-decoder' || !mask ? time : mask.data.lastIndexOf(1) + 1;
  let channel = 0;
  return inputs.map((feature) => {
    const at = channel;
    channel += feature.kind === 'number' ? 1 : feature.symbols.length;
    const steps = Array.from({ length: end }, (_, t) => {
      if (feature.kind === 'number') return String(Number(data[t * size + at]!.toPrecision(6)));
      const place = data.subarray(t * size + at, t * size + channel).indexOf(1);
      return place === -1 ? undefined : feature.symbols[place]!;
    });
    // What stands before the input of an encoder–decoder is none of it.
    const first = steps.findIndex((step) => step !== undefined);
    const shown = steps.slice(Math.max(0, first)).map((step) => step ?? '\u{fffd}');
    const name = inputs.length > 1 ? `${feature.name} ` : '';
    if (readsText) return shown.join('');
    return name + (shown.length > mostSteps ? `… ${shown.slice(-mostSteps).join(' ')}` : shown.join(' '));
  });
}

/** Classes by their names, as a text where they are characters; numbers in the units of the data. */
function answersInWords({ targets, writesText }: DataDescription, answer: readonly number[]): string {
  if (targets.kind === 'binary') return answer.join('');
  if (targets.kind === 'class') {
    const names = answer.map((k) => targets.classes[k] ?? '?');
    const end = targets.classes.includes('') ? names.indexOf('') : -1;
    return (end === -1 ? names : names.slice(0, end)).join(writesText ? '' : ' ');
  }
  const { mean, deviation } = targets;
  return answer
    .map((value, i) => value * deviation[i % mean.length]! + mean[i % mean.length]!)
    .map((value) => String(Number(value.toPrecision(5))))
    .join(' ');
}
