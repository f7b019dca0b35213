import { clearLine, cursorTo } from 'node:readline';
import type { Painted, Words } from '@unrolled/charts';
import { remark } from './print.js';
import { shown, terminal } from './terminal.js';

/** One line on stderr that is written anew as things go on, below what stays. */
export interface StatusLine {
  /** Writes the line anew where anybody watches, at most ten times a second. */
  update(line: (columns: number) => Painted | string): void;
  /** Prints what stays, above the line. */
  keep(words: Words): void;
  /** Takes the line away; what is kept afterwards is printed below what stays. */
  close(): void;
}

/** Milliseconds between two drawings. */
const pause = 100;

export function statusLine(stream = process.stderr): StatusLine {
  const isWatched = stream.isTTY && !process.env.CI;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let current: ((columns: number) => Painted | string) | undefined;
  const draw = () => {
    if (!current) return;
    const { columns = 80 } = terminal(stream);
    stream.write(shown(current(columns - 1), stream)); // in the last column some terminals break the line
  };
  const wipe = () => {
    if (!current) return;
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };
  return {
    update(line) {
      const now = performance.now();
      if (!isWatched || (current && now - drawnAt < pause)) return;
      drawnAt = now;
      wipe();
      current = line;
      draw();
    },
    keep(words) {
      wipe();
      remark(words);
      draw();
    },
    close() {
      wipe();
      current = undefined;
    },
  };
}

/** Answers an interrupt with a remark. @param answer what is done about it */
export function answerInterrupt(line: StatusLine, signal: AbortSignal, answer: string): void {
  signal.addEventListener('abort', () => {
    line.close();
    const hint = signal.reason === 'interrupted' ? '; interrupt again to quit at once' : '';
    remark(`${signal.reason}: ${answer}${hint}`);
  });
}
