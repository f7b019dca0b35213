import { ascii } from './ascii.js';
import { terminal } from './terminal.js';
import { wrap } from './wrap.js';

/** The text in characters that the terminal has. */
export function showable(text: string): string {
  return terminal().unicode ? text : ascii(text);
}

function fitted(text: string, stream: NodeJS.WriteStream): string {
  const { columns } = terminal(stream);
  return columns ? wrap(showable(text), columns) : showable(text);
}

/** Prints a result for a person to stdout. What other programs read goes there as it is, by `printJson`. */
export function print(text: string): void {
  process.stdout.write(`${fitted(text, process.stdout)}\n`);
}

/** Prints one JSON object on a line of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints a remark to stderr. */
export function remark(text: string): void {
  process.stderr.write(`${fitted(text, process.stderr)}\n`);
}
