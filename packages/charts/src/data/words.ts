import type { Chart } from './chart.js';

/** Rows of text under the names of their columns. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a text is in colour for, where there is colour: the line it belongs to, or how much it matters. */
export type Paint = `series${number}` | 'quiet' | 'good' | 'bad' | 'strong';

/** One line of text, parts of it in colour; it is never broken into lines. */
export interface Painted {
  readonly parts: readonly (string | { readonly text: string; readonly paint: Paint })[];
}

/** What is said to people: lines, and tables and charts between them, each drawn as wide as there is room. */
export type Words = string | Painted | Table | Chart | readonly Words[];
