import type { Recurrence } from './recurrence.js';

export type Attrs = Readonly<Record<string, unknown>>;
type Code = Pick<Recurrence, 'ofUnit' | 'shared' | 'code'>;

/** The steps of a cell as shaders: see recurrence.ts for what they find there. */
export interface CellCode {
  readonly gates: number;
  /** Vectors that the reserve keeps for each unit and step of four examples. */
  keptRows(attrs: Attrs): number;
  /** Reads inputSums = x·K + b, weights, the initial states, and writes hidden, `states`, and the reserve if it keeps one. */
  forward(
    attrs: Attrs,
    keeps: boolean,
    given: { readonly hasRecurrentBias: boolean },
  ): Code & { readonly states: readonly string[] };
  /** Writes `deltas`, dInitialHidden and `initials`. */
  backward(
    attrs: Attrs,
    given: { readonly hasCellGradient: boolean },
  ): Code & {
    /** δ of the sums, [B T G], and what else the weights' gradients need, [B T H]. */
    readonly deltas: readonly string[];
    readonly initials: readonly string[];
    /** Inputs that it reads besides the reserve. */
    readonly alsoReads?: readonly string[];
  };
}
