import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '@unrolled/tasks/write-file-atomic';
import { UsageError } from '../errors.js';
import { reportPage } from './page.js';
import type { ReportedRun } from './reported-run.js';

const assets = join(dirname(createRequire(import.meta.url).resolve('unrolled/package.json')), 'assets');

/** @throws UsageError unless a page can go by this name */
export function requirePage(file: string): void {
  if (!/\.html?$/i.test(file)) throw new UsageError(`${file}: a report is an .html file`);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${file} is a folder; give --out a file`);
}

/** Writes the page that compares runs. */
export async function writeReport(file: string, runs: readonly ReportedRun[]): Promise<void> {
  const [style, script] = await Promise.all(
    ['report.css', 'report.js'].map((name) => readFile(join(assets, name), 'utf8')),
  );
  await writeFileAtomic(file, reportPage(runs, { style: style!, script: script! }));
}
