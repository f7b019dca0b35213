import type { Chart } from './chart.js';

/** Rows of text under the names of their columns. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is said to people: lines, and tables and charts between them, each drawn as wide as there is room. */
export type Words = string | Table | Chart | readonly Words[];
