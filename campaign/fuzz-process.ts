// A process that makes the cases of one reader. Each is written down before it is begun: who watches knows which
// one hangs, or ended the process.
import { mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { diceOf, type Finding, type Range } from './attack.js';
import { readers } from './readers/all.js';
import { faultOf } from './readers/reader.js';

export interface FuzzOrder {
  readonly reader: string;
  readonly range: Range;
  /** For files, removed when all is over. */
  readonly folder: string;
  /** A file that holds the case in progress, as an int32. */
  readonly journal: string;
  /** Only says what the first case is. */
  readonly describes?: boolean;
}

export type FuzzMessage =
  | { readonly finding: Finding }
  | { readonly made: string }
  | { readonly next: number; readonly ended?: string };

const { reader: name, range, folder, journal, describes }: FuzzOrder = JSON.parse(process.argv[2]!);
const say = (message: FuzzMessage) => new Promise((sent) => process.send!(message, sent));
// What reaches for the folders above stays in here.
const place = join(folder, 'a', 'b');
mkdirSync(place, { recursive: true });
process.chdir(place);

const reader = await readers[name]!.load();
const { seed, first, count, until } = range;
if (describes) {
  const { kind, input } = reader.make(diceOf(seed, name, first));
  await say({ made: `${kind}: ${JSON.stringify(input)}` });
  process.exit(0);
}
const most = (256 + (reader.capMegabytes ?? 0)) * 1024; // kB, as maxRSS
const written = Buffer.alloc(4);
const file = openSync(journal, 'w');
let index = first;
let ended: string | undefined;
for (; !ended && index < first + count && (index === first || Date.now() < until); index++) {
  written.writeInt32LE(index);
  writeSync(file, written, 0, 4, 0);
  const made = reader.make(diceOf(seed, name, index));
  const message = (await faultOf(reader, made)) ?? polluted();
  if (message) await say({ finding: { index, message } });
  const { maxRSS } = process.resourceUsage();
  // The peak never falls again, so that the rest is for another process.
  if (maxRSS > most) ended = `${made.kind}: takes ${Math.round(maxRSS / 1024)} MB`;
}
await say({ next: ended ? index - 1 : index, ...(ended && { ended }) });
process.exit(0);

function polluted(): string | undefined {
  for (const key in {}) {
    delete (Object.prototype as Record<string, unknown>)[key];
    return `pollutes every object with ${key}`;
  }
  return undefined;
}
