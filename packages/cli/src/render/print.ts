import { ascii } from './ascii.js';
import { terminal } from './terminal.js';

/** The text as the terminal can show it. */
export function showable(text: string): string {
  return terminal().unicode ? text : ascii(text);
}

/** Prints a result for a person to stdout. What other programs read goes there as it is, by `printJson`. */
export function print(text: string): void {
  process.stdout.write(`${showable(text)}\n`);
}

/** Prints one JSON object on a line of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints a remark to stderr. */
export function remark(text: string): void {
  process.stderr.write(`${showable(text)}\n`);
}
