import type { DataDescription } from './description.js';
import { type EncodedExamples, encoded } from './encode.js';
import { foldedTable } from './folded-table.js';
import { heldOutOf, type Parts } from './hold-out.js';
import { type Layout, type LayoutRequest, layoutOf, namesIn } from './layout.js';
import { featuresOf, type KindRequest, targetsOf } from './learn.js';
import { type Sequences, sequencesOf } from './sequences.js';
import type { Table } from './table.js';

/** How data are to be read. */
export interface DataRequest extends LayoutRequest, KindRequest {
  /** Draws which sequences are held out. */
  readonly splitSeed?: number;
}

/** Tables to learn from and, where there are any of their own, to hold out. */
export interface DataTables {
  readonly data?: Table | undefined;
  readonly validation?: Table | undefined;
  readonly test?: Table | undefined;
}

/** Data as examples, and what was understood of them. */
export interface OwnData {
  readonly description: DataDescription;
  readonly parts: Readonly<Partial<Record<keyof Parts, EncodedExamples>>>;
}

/** A part, as sequences of a table and which of them. */
interface Part {
  readonly sequences: Sequences;
  readonly indices: Int32Array;
}

/**
 * Understands data: where sequences and targets are, of which kinds, with which classes and symbols, means and deviations, all
 * learnt from the training part; and holds out a tenth for each purpose that has no table of its own. Without `known` that
 * needs the table `data`; with it, the parts are those whose tables are there.
 *
 * @param known what was understood before: data are read in the same way
 * @throws RangeError that names the file, the line, the field, and what would be right
 * @example
 * const rows = Array.from({ length: 20 }, (_, i) => ({ inputs: [i, i + 1], target: i % 2 ? 'odd' : 'even' }));
 * const { description, parts } = ownData({ data: rowsTable('numbers', rows) }, { scheme: 'many-to-one' });
 * description.targets; // → { kind: 'class', name: 'target', classes: ['even', 'odd'] }
 * parts.test!.size; // → 2
 */
export function ownData(tables: DataTables, request: DataRequest, known?: DataDescription): OwnData {
  const read = (table: Table, layout: Layout): Sequences => sequencesOf(readable(table, layout), layout);
  const layout = known?.layout ?? layoutOf(readable(tables.data!, request), request);
  const ofData = tables.data && read(tables.data, layout);
  const purposes = (['validation', 'test'] as const).filter((purpose) => !tables[purpose]);
  const held = ofData && heldOutOf(ofData, request.splitSeed ?? 1, purposes);
  const partOf = (name: keyof Parts): Part | undefined => {
    const table = name === 'training' ? undefined : tables[name];
    if (table) {
      const sequences = read(table, layout);
      return { sequences, indices: everyOne(sequences) };
    }
    return ofData && { sequences: ofData, indices: held![name] };
  };
  const parts = { training: partOf('training'), validation: partOf('validation'), test: partOf('test') };
  const description = known ?? learn(parts as Record<keyof Parts, Part>, layout, request);
  const examples = Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) =>
      part ? [[name, encoded(part.sequences, part.indices, description)]] : [],
    ),
  ) as Record<keyof Parts, EncodedExamples>;
  if (known) return { description, parts: examples };
  const commonest = commonestOf(examples.training, description);
  const learnt = { ...description, ...(commonest !== undefined && { commonest }) };
  return { description: { ...learnt, baseline: guessing(examples.test, learnt) }, parts: examples };
}

/** What the training part tells of a table's sequences, and how long all of them are. */
function learn(
  parts: Readonly<Record<keyof Parts, Part>>,
  layout: Layout,
  request: DataRequest,
): DataDescription {
  const { sequences, indices } = parts.training;
  const targets = targetsOf(sequences, indices, layout, request);
  const all = Object.values(parts);
  const extent = (
    lengths: 'lengths' | 'targetLengths',
    of: (a: number, b: number) => number,
    first: number,
  ) =>
    all.reduce(
      (most, part) => part.indices.reduce((most, i) => of(most, part.sequences[lengths][i]!), most),
      first,
    );
  return {
    layout,
    readsText: sequences.isText,
    writesText: sequences.writesText,
    inputs: featuresOf(sequences, indices, request),
    targets,
    shortest: extent('lengths', Math.min, Number.MAX_SAFE_INTEGER),
    longest: extent('lengths', Math.max, 0),
    longestAnswer:
      extent('targetLengths', Math.max, 0) + Number(targets.kind === 'class' && targets.classes.includes('')),
    sequences: {
      training: indices.length,
      validation: parts.validation.indices.length,
      test: parts.test.indices.length,
    },
    baseline: { metric: 'loss', value: 0 },
  };
}

/**
 * Every example of a table, read as others were.
 *
 * @param asked whether targets may be missing, so that they can be asked for
 * @throws RangeError as {@link ownData}
 * @example
 * const rows = Array.from({ length: 20 }, (_, i) => ({ inputs: [i, i + 1], target: i % 2 ? 'odd' : 'even' }));
 * const { description } = ownData({ data: rowsTable('numbers', rows) }, { scheme: 'many-to-one' });
 * const asked = everyExample(rowsTable('asked', [{ inputs: [7, 8] }]), description, true);
 * asked.examples([0]).inputs.shape; // → [1, 2, 1]
 */
export function everyExample(table: Table, description: DataDescription, asked: boolean): EncodedExamples {
  const { layout } = description;
  const sequences = sequencesOf(readable(table, layout), layout, asked);
  return encoded(sequences, everyOne(sequences), description, asked);
}

const everyOne = ({ count }: Sequences) => Int32Array.from({ length: count }, (_, i) => i);

/** Columns that are steps of one thing as one field, where a row is a sequence and they are not named one by one. */
function readable(table: Table, layout: LayoutRequest | Layout): Table {
  const { rows, sequence, window } = layout;
  if (rows === 'step' || sequence !== undefined || window !== undefined) return table;
  const folded = foldedTable(table);
  const named = [layout.inputs, 'targets' in layout ? layout.targets : layout.target].flatMap(namesIn);
  return named.every((name) => folded.fields.includes(name)) ? folded : table;
}

/** The answer that is right most often in the training part, as a text; none of numbers. */
function commonestOf(training: EncodedExamples, { targets }: DataDescription): string | undefined {
  if (targets.kind === 'real') return undefined;
  const counts = new Map<string, number>();
  for (const answer of training.answers()) counts.set(String(answer), (counts.get(String(answer)) ?? 0) + 1);
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

/**
 * What guessing scores on examples: the share of the commonest answer, or the squared error of the mean.
 *
 * @example
 * const rows = Array.from({ length: 20 }, (_, i) => ({ inputs: [i, i + 1], target: i % 2 ? 'odd' : 'even' }));
 * const { description, parts } = ownData({ data: rowsTable('numbers', rows) }, { scheme: 'many-to-one' });
 * guessing(parts.training!, description).metric; // → 'accuracy'
 */
export function guessing(
  examples: EncodedExamples,
  { targets, commonest }: Pick<DataDescription, 'targets' | 'commonest'>,
): DataDescription['baseline'] {
  let [sum, count] = [0, 0];
  for (const answer of examples.answers()) {
    count++;
    if (targets.kind !== 'real') sum += Number(String(answer) === commonest);
    else for (const value of answer) sum += value ** 2 / answer.length; // the mean of the training part is 0
  }
  return { metric: targets.kind === 'real' ? 'loss' : 'accuracy', value: sum / count };
}
