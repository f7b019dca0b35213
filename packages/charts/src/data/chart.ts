/** A picture as data; `svg/`, `characters/` and `report/` draw it. */
export type Chart = LineChart | HeatMap | ImageGrid;

export interface LineChart {
  readonly kind?: 'lines';
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

/** A matrix, its values as shades. */
export interface HeatMap {
  readonly kind: 'heat-map';
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly valueLabel: string;
  readonly columns: readonly string[];
  /** From the top. */
  readonly rows: readonly string[];
  /** [row][column] */
  readonly values: readonly (readonly number[])[];
  /** The values of the lightest and the darkest shade. */
  readonly range: readonly [number, number];
  /** Whether each value is written into its place. */
  readonly numbered?: boolean;
}

/** Small grey pictures side by side. */
export interface ImageGrid {
  readonly kind: 'images';
  readonly title: string;
  readonly images: readonly CaptionedImage[];
}

export interface CaptionedImage {
  readonly caption: string;
  /** [row][column], from 0 (paper) to 1 (ink) */
  readonly pixels: readonly (readonly number[])[];
}
