import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { recordedRuns } from './recorded.js';
import type { Row } from './table.js';
import { tables } from './tables.js';

/** The root of the repository. */
export const root = join(import.meta.dirname, '..');

/** The pages that may show tables and quote from them, from the root. */
export function pages(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  const readmes = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`);
  return [
    'README.md',
    ...docs.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`),
    ...readmes,
  ];
}

/** The rows of every table whose runs are on record. */
export function publishedRows(): Record<string, readonly Row[]> {
  return Object.fromEntries(
    Object.entries(tables).flatMap(([name, table]) => {
      const runs = recordedRuns(name);
      return runs ? [[name, table.rows(runs)]] : [];
    }),
  );
}
