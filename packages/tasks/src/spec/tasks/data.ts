import type { DataDescription } from '@unrolled/datasets/data-description';
import { integer, oneOf, option, optional, text } from '@unrolled/datasets/options';
import type { DataRequest } from '@unrolled/datasets/own-data';
import { pick } from '../changes.js';
import { dataContent, dataDefaults } from '../data-content.js';
import { defineTask } from '../define-task.js';
import { sequenceModels } from '../models.js';
import { sha256 } from '../sha256.js';
import type { Resources } from '../task.js';
import { requireUnchanged } from '../unchanged.js';

const file = { value: 'file' };
const names = { value: 'names' };

/** Learn from files. */
export const dataTask = defineTask({
  name: 'data',
  summary: 'learn from files of your own',
  source: 'your own files',
  models: [...sequenceModels('lstm'), 'feedforward'],
  options: {
    data: optional(text, 'a file of your own to learn from: CSV, TSV, JSON lines, JSON or npz', file),
    validation: optional(text, 'a file to choose the best epoch by, instead of a tenth of --data', file),
    test: optional(text, 'a file to score the model by, instead of a tenth of --data', file),
    scheme: option(
      oneOf(['many-to-one', 'many-to-many', 'encoder-decoder']),
      'one answer at the end, one after every step, or a sequence after the last step',
      'many-to-one',
    ),
    inputs: optional(text, 'the fields to read, separated by commas; inferred unless given', names),
    target: optional(text, 'the fields to answer; inferred unless given', names),
    rows: optional(oneOf(['step', 'sequence']), 'what a row is; inferred unless given'),
    sequence: optional(text, 'where a row is a step: the field that tells sequences apart', {
      value: 'name',
    }),
    window: optional(integer(1), 'where rows are a series: how many are read at a time', { value: 'rows' }),
    horizon: optional(
      integer(0),
      'how many rows later the target stands (default: 1 for a number after a window, else 0)',
      {
        value: 'rows',
      },
    ),
    inputKind: optional(oneOf(['number', 'symbol']), 'what inputs are; inferred unless given'),
    targetKind: optional(oneOf(['class', 'real']), 'what targets are; inferred unless given'),
    header: optional(
      oneOf(['yes', 'no']),
      'whether the first row of CSV names the columns; inferred unless given',
    ),
    splitSeed: option(integer(0), 'draws which sequences are held out', 1),
  },
  defaults: ({ scheme }) => dataDefaults(scheme),
  async create({ data, validation, test, header, ...request }, resources) {
    if (data === undefined) throw new TypeError('data: name the file to learn from, as --data train.csv');
    const tools = await import('@unrolled/datasets/own-data');
    const { guessing, ownData, readTable } = tools;
    const { made, parts = ['training', 'validation', 'test'] } = resources;
    const fileOf = { training: data, validation: validation ?? data, test: test ?? data };
    const files = await readFiles(
      parts.map((part) => fileOf[part]),
      resources,
    );
    const tableOf = (path: string | undefined) => {
      const bytes = path === undefined ? undefined : files[path]?.bytes;
      return bytes && readTable({ name: path!, bytes }, header && header === 'yes');
    };
    const tables = { data: tableOf(data), validation: tableOf(validation), test: tableOf(test) };
    const understood = ownData(tables, pick(request) as unknown as DataRequest, made?.data);
    const description: DataDescription = understood.parts.test
      ? { ...understood.description, baseline: guessing(understood.parts.test, understood.description) }
      : understood.description;
    const digests = Object.fromEntries(Object.entries(files).map(([path, { sha256 }]) => [path, sha256]));
    return {
      ...dataContent({ description, parts: understood.parts }, tools),
      made: { files: { ...made?.files, ...digests }, data: made?.data ?? description },
    };
  },
});

/** @throws RangeError that names a file that cannot be read, or is not the one that it was */
async function readFiles(
  paths: readonly string[],
  { readFile, made }: Resources,
): Promise<Record<string, { readonly bytes: Uint8Array; readonly sha256: string }>> {
  const files: Record<string, { readonly bytes: Uint8Array; readonly sha256: string }> = {};
  for (const path of new Set(paths)) {
    if (!readFile)
      throw new TypeError('data: needs the resource readFile, which reads the files that are named');
    const bytes = await readFile(path);
    const digest = await sha256(bytes);
    requireUnchanged(path, digest, made);
    files[path] = { bytes, sha256: digest };
  }
  return files;
}
