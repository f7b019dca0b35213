import type { EChartsCoreOption } from 'echarts/core';

/** What echarts draws, and the size it is drawn for. */
export interface Picture {
  /** Each merged into those before it. */
  readonly options: readonly EChartsCoreOption[];
  readonly width: number;
  readonly height: number;
}

/** The title of every picture, wrapped where it is wider than the picture. */
export function title(text: string, width: number): object {
  return { text, left: 'center', top: 10, textStyle: { fontSize: 16, width: width - 40, overflow: 'break' } };
}

/** Space under a title, by its lines. */
export function titleHeight(text: string, width: number): number {
  const charactersInLine = (width - 40) / 9;
  return 28 + 20 * Math.ceil([...text].length / charactersInLine);
}
