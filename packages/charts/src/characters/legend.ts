/** Entries side by side, on as many lines as it takes: line by line. */
export function legend<T>(entries: readonly T[], columns: number, width: (entry: T) => number): T[][] {
  const lines: T[][] = [];
  let used = 0;
  for (const entry of entries) {
    const longer = used + between.length + width(entry);
    if (lines.length > 0 && longer <= columns) {
      lines.at(-1)!.push(entry);
      used = longer;
    } else {
      lines.push([entry]);
      used = width(entry);
    }
  }
  return lines;
}

/** What stands between two entries. */
export const between = '   ';

/** Entries without paint. */
export const plainLegend = (entries: readonly string[], columns: number) =>
  legend(entries, columns, ({ length }) => length).map((line) => line.join(between));
