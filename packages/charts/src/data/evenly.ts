/** At most `most` indices of `count`, evenly spread and beginning with the first. */
export function evenly(count: number, most: number): number[] {
  const shown = Math.min(count, Math.max(1, Math.floor(most)));
  return Array.from({ length: shown }, (_, i) => Math.floor((i * count) / shown));
}
