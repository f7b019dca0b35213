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
  return numbered.replace(/\bchart-(\d+)\b/g, `chart-${hash(numbered)}-$1`);
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
