import { statSync } from 'node:fs';
import { type ReportedRun, reportPage } from '@unrolled/charts/report';
import { writeFileAtomic } from '@unrolled/datasets/atomic-file';
import { UsageError } from '../errors.js';

/** @throws UsageError unless a page can go by this name */
export function requirePage(file: string): void {
  if (!/\.html?$/i.test(file)) throw new UsageError(`${file}: a report is an .html file`);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${file} is a folder; give --out a file`);
}

/** Writes the page that compares runs. */
export async function writeReport(file: string, runs: readonly ReportedRun[]): Promise<void> {
  await writeFileAtomic(file, reportPage(runs));
}
