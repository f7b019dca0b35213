/** Breaks lines longer than `columns` at spaces; what goes on stands under where its text began, past a label. */
export function wrap(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  if (line.length <= columns) return line;
  const [label] = /^\s*(?:\S+ {2,})?/.exec(line)!;
  const lines: string[] = [];
  for (const word of line.slice(label.length).trim().split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push((lines.length > 0 ? ' '.repeat(label.length) : label) + word);
  }
  return lines.join('\n');
}
