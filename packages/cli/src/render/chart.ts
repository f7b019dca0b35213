/** A line chart as data; `terminal-chart` and `svg-chart` draw it. */
export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Left to the data unless given. */
  readonly yRange?: readonly [number, number];
  /** Powers of ten at equal distances; every y must be above zero. */
  readonly logarithmic?: boolean;
  readonly series: readonly LineSeries[];
}

export interface LineSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A level to compare with, drawn thin and without markers. */
  readonly reference?: boolean;
  /** How far the values behind the points spread. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[];
}
