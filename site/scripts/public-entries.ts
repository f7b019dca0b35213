// What the packages export: the entries that people import from.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const packages = join(import.meta.dirname, '../../packages');

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** The sources of a package's entries, and the names that they are imported by; patterns stand for what the others have, too. */
function entriesOf(folder: string): [source: string, name: string][] {
  const { name, exports = {} }: Manifest = JSON.parse(
    readFileSync(join(packages, folder, 'package.json'), 'utf8'),
  );
  return Object.entries(exports).flatMap(([path, conditions]): [string, string][] => {
    const source = typeof conditions === 'string' ? undefined : conditions['@unrolled/source'];
    if (!source || path.includes('*')) return [];
    return [[join(packages, folder, source), `${name}${path.slice(1)}`]];
  });
}

/** By the file of its source, the name that an entry is imported by. */
export const publicEntries: ReadonlyMap<string, string> = new Map(readdirSync(packages).flatMap(entriesOf));
