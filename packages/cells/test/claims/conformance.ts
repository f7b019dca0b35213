import type { Method } from '../../src/index.js';
import { equalsCentralDifferences } from './central-differences.js';
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
}

/** Every claim about sequences, of the kernels that these backends have, or of the composition where they have none. */
export function conforms(
  on: readonly string[],
  methods: readonly Method[],
  { closedForms, differences, steps }: Thoroughness,
): void {
  const backends = [...on];
  methodsAgree(backends.includes('webgpu') ? 3e-5 : 1e-5, backends); // a GPU's own tanh, step by step, errs by more
  equalsTfLayers(1e-5, methods, backends);
  equalsClosedForms(closedForms, backends);
  keepsDigitsOfGates(backends);
  keepsDigitsOverTime(backends);
  scansLongSequences(backends);
  equalsCentralDifferences(differences, backends);
  passesNanOn(backends);
  readsMasks(backends);
  refusesWhatDoesNotFit(backends);
  computesWhatIsAsked(backends);
  leavesNothingBehind(steps, backends);
}
