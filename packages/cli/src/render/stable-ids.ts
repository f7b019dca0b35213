import { createHash } from 'node:crypto';

/**
 * Renames what echarts numbers through its life, so that a chart is the same document at every drawing; the names hold
 * a hash of the document, so that several can stand in one page.
 */
export function stableIds(svg: string): string {
  const names = new Map<string, string>();
  const numbered = svg.replace(/\bzr\d+-[a-z]+-?\d+\b/g, (id) => {
    if (!names.has(id)) names.set(id, `chart-${names.size}`);
    return names.get(id)!;
  });
  const hash = createHash('sha256').update(numbered).digest('hex').slice(0, 8);
  return numbered.replace(/\bchart-(\d+)\b/g, `chart-${hash}-$1`);
}
