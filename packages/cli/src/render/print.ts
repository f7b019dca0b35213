import { ascii } from './ascii.js';
import { terminal } from './terminal.js';
import { wrap } from './wrap.js';

/** The text as a terminal can show it. */
function showable(text: string, stream: NodeJS.WriteStream): string {
  const { columns, unicode } = terminal(stream);
  const characters = unicode ? text : ascii(text);
  return columns ? wrap(characters, columns) : characters;
}

/** Prints a result for a person to stdout. What other programs read goes there as it is, by `printJson`. */
export function print(text: string): void {
  process.stdout.write(`${showable(text, process.stdout)}\n`);
}

/** Prints one JSON object on a line of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints a remark to stderr. */
export function remark(text: string): void {
  process.stderr.write(`${showable(text, process.stderr)}\n`);
}
