import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeAtomically } from '../atomic-file.js';
import { finite, oneOf, option, parseOptions } from '../options.js';
import { requireInteger } from '../require.js';
import type { SequenceDataset } from '../sequence.js';
import { csvLines } from './csv.js';
import { type ExampleSource, exampleSource, isFiniteDataset } from './example-source.js';
import { jsonLines } from './jsonl.js';
import { npzStream } from './npz.js';

/** The formats {@link exportDataset} writes. */
export const exportFormats = ['npz', 'csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportOptions {
  readonly format: ExportFormat;
  /** A file, or a stream, which is left open. */
  readonly to: string | Writable;
  /** How many examples; all of a finite dataset unless given. */
  readonly count?: number;
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

const exportOptions = {
  format: oneOf(exportFormats),
  seed: option(finite, 'which examples are drawn', 1),
};

const readers: Record<ExportFormat, (source: ExampleSource) => Readable> = {
  npz: npzStream,
  csv: (source) => Readable.from(csvLines(source), { highWaterMark: 1 }),
  jsonl: (source) => Readable.from(jsonLines(source), { highWaterMark: 1 }),
};

/**
 * Writes examples for other languages, a few megabytes in memory however many there are:
 *
 * - `npz`: arrays `inputs`, `targets`, `mask` for `numpy.load`;
 * - `csv`: one example a row, columns `inputs_STEP_FEATURE`, `targets…`, `mask_STEP`;
 * - `jsonl`: one example a line, `{"inputs":[[…]],"targets":…,"mask":[…]}`.
 *
 * The mask has a 1 at every scored step; where batches carry none, that is the last step of a many-to-one
 * dataset and every step of the others. The same dataset, count and seed give the same bytes. A file appears
 * under its name when it is complete; on any failure nothing is left.
 *
 * @throws RangeError if count or seed is out of its range
 * @throws TypeError if the format is unknown
 * @throws Error if it cannot be written, as on a full disk, with the reason as its cause
 * @example
 * await exportDataset(palindrome({ length: 20 }), { count: 1000, format: 'npz', to: 'palindromes.npz' });
 */
export async function exportDataset(
  dataset: SequenceDataset,
  { to, count, signal, ...options }: ExportOptions,
): Promise<void> {
  const { format, seed } = parseOptions('exportDataset', exportOptions, options);
  const examples = count ?? (isFiniteDataset(dataset) ? dataset.size : Number.NaN);
  requireInteger('exportDataset', 'count', examples, 1, isFiniteDataset(dataset) ? dataset.size : Infinity);
  const source = exampleSource(dataset, examples, seed);
  const abort = signal ? { signal } : {};
  if (typeof to !== 'string') return pipeline(readers[format](source), to, { ...abort, end: false });
  await writeAtomically(to, () => readers[format](source), abort);
}
