import { join, parse } from 'node:path';
import type { Chart } from '@unrolled/charts';
import { UsageError } from '../errors.js';

/**
 * Writes charts to `out`: into a folder each under its name in every format, or, where `out` ends in `.svg` or `.png`, the
 * first to that file and the others beside it. Loads what draws.
 *
 * @returns the paths written
 * @throws UsageError if `out` ends as a picture that is neither
 */
export async function saveCharts(
  out: string,
  charts: Readonly<Record<string, Chart>>,
  formats: readonly Format[] = ['svg', 'png'],
): Promise<string[]> {
  const paths = chartPaths(out, Object.keys(charts), formats);
  if (paths.size === 0) return [];
  const [{ writeFileAtomic }, { svgChart }] = await Promise.all([
    import('@unrolled/datasets/atomic-file'),
    import('@unrolled/charts/svg'),
  ]);
  const svgs = Object.fromEntries(Object.entries(charts).map(([name, chart]) => [name, svgChart(chart)]));
  for (const [path, name] of paths) {
    const isPng = path.endsWith('.png');
    await writeFileAtomic(
      path,
      isPng ? await (await import('./png-chart.js')).pngChart(svgs[name]!) : svgs[name]!,
    );
  }
  return [...paths.keys()];
}

type Format = 'svg' | 'png';

/** Which chart goes where. */
export function chartPaths(
  out: string,
  names: readonly string[],
  formats: readonly Format[] = ['svg', 'png'],
): Map<string, string> {
  const { dir, name: stem, ext } = parse(out);
  if (/^\.(jpe?g|gif|webp|bmp|tiff?|pdf|eps|html?)$/i.test(ext)) {
    throw new UsageError(`${out}: charts are drawn as .svg or .png, or both into a folder`);
  }
  if (ext !== '.svg' && ext !== '.png') {
    return new Map(
      names.flatMap((name) => formats.map((end) => [join(out, `${name}.${end}`), name] as const)),
    );
  }
  // `ratio` and `ratio-log` as plot.png and plot-log.png
  const suffix = (name: string) => name.replace(`${names[0]}-`, '');
  return new Map(names.map((name, i) => [i === 0 ? out : join(dir, `${stem}-${suffix(name)}${ext}`), name]));
}
