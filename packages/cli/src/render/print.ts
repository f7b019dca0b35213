import type { Words } from '@unrolled/charts';
import { visible } from '@unrolled/charts/characters';
import { shown } from './terminal.js';

/** Prints a result for a person to stdout. What other programs read goes there as it is, by `printJson`. */
export function print(words: Words): void {
  process.stdout.write(`${shown(words)}\n`);
}

/** Prints one JSON object on a line of stdout, which a terminal shows as it is, too. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visible(JSON.stringify(value))}\n`);
}

/** Prints a remark to stderr. */
export function remark(words: Words): void {
  process.stderr.write(`${shown(words, process.stderr)}\n`);
}
