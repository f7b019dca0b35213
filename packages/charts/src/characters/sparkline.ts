import type { Screen } from './words.js';

const blocks = [...'▁▂▃▄▅▆▇█'];
const ascii = [...'_.-:=+*#'];

/**
 * A curve in one line of text: the higher the character, the higher the value, from the lowest of `values` to the
 * highest. More values than `width` are averaged in groups; what is not finite leaves a gap.
 *
 * @example
 * sparkline([4, 3, 2, 1], 10, { unicode: true }); // → '█▆▃▁'
 */
export function sparkline(
  values: readonly number[],
  width: number,
  { unicode }: Pick<Screen, 'unicode'>,
): string {
  const marks = unicode ? blocks : ascii;
  const points = averaged(values, width);
  const finite = points.filter(Number.isFinite);
  const low = Math.min(...finite);
  const span = Math.max(...finite) / 2 - low / 2; // halved, for the difference of two doubles can overflow
  return points
    .map((value) => {
      if (!Number.isFinite(value)) return ' ';
      return marks[span === 0 ? 0 : Math.round(((value / 2 - low / 2) / span) * (marks.length - 1))]!;
    })
    .join('');
}

/** At most `count` values, each the mean of the finite ones among its neighbours. */
function averaged(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: Math.max(0, Math.floor(count)) }, (_, i) => {
    const from = Math.floor((i * values.length) / count);
    const to = Math.floor(((i + 1) * values.length) / count);
    const group = values.slice(from, to).filter(Number.isFinite);
    return group.reduce((sum, value) => sum + value, 0) / group.length;
  });
}
