import type { Method } from '../../src/index.js';
import { equalsCentralDifferences } from './central-differences.js';
import { computesLosses } from './computes-losses.js';
import { computesWhatIsAsked } from './computes-what-is-asked.js';
import { equalsClosedForms } from './equals-closed-forms.js';
import { equalsTfLayers } from './equals-tf-layers.js';
import { keepsDigitsOfGates } from './keeps-digits-of-gates.js';
import { keepsDigitsOverTime } from './keeps-digits-over-time.js';
import { leavesNothingBehind } from './leaves-nothing-behind.js';
import { methodsAgree } from './methods-agree.js';
import { passesNanOn } from './passes-nan-on.js';
import { readsMasks } from './reads-masks.js';
import { refusesWhatDoesNotFit } from './refuses-what-does-not-fit.js';
import { scansLongSequences } from './scans-long-sequences.js';

/** How often the claims about random cases are tried. */
export interface Thoroughness {
  readonly closedForms: number;
  readonly differences: number;
  readonly steps: number;
  /** False for nothing that takes a thousand small calls a case, as it would an imitated graphics card minutes. */
  readonly bySteps?: boolean;
}

type Claims = (on: string[], methods: readonly Method[], how: Thoroughness) => void;
const claimsBySteps: readonly Claims[] = [
  // A GPU's own tanh, step by step, errs by more.
  (on) => methodsAgree(on.includes('webgpu') ? 3e-5 : 1e-5, on),
  (on, methods) => equalsTfLayers(1e-5, methods, on),
];
const claims: readonly Claims[] = [
  (on, _, { closedForms }) => equalsClosedForms(closedForms, on),
  keepsDigitsOfGates,
  keepsDigitsOverTime,
  scansLongSequences,
  (on, _, { differences }) => equalsCentralDifferences(differences, on),
  passesNanOn,
  readsMasks,
  refusesWhatDoesNotFit,
  (on) => computesWhatIsAsked(on),
  (on) => computesLosses(on),
  (on, _, { steps }) => leavesNothingBehind(steps, on),
];

/**
 * Every claim about sequences and losses, of the kernels that these backends have, or of the composition where they have none; or the
 * claims of one part, the first being 0, where all of them are too many for a page.
 */
export function conforms(
  on: readonly string[],
  methods: readonly Method[],
  how: Thoroughness,
  { part, of } = { part: 0, of: 1 },
): void {
  const all = how.bySteps === false ? claims : [...claims, ...claimsBySteps];
  for (const claim of all.filter((_, i) => i % of === part)) claim([...on], methods, how);
}
