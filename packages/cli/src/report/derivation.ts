import type { Task } from '@unrolled/tasks';
import temml from 'temml';
import { derivations, readout } from './equations.js';
import { type Html, html, trusted } from './html.js';
import type { ReportedRun } from './reported-run.js';

/** The equations of the cells that were trained and their gradients; nothing where none has a recurrence. */
export function derivationSection(runs: readonly ReportedRun[]): Html | undefined {
  const kinds = [...new Set(runs.flatMap(kindOf))];
  if (kinds.length === 0) return undefined;
  const targets = [...new Set(runs.map(({ task }) => task.dataset.targetKind))];
  return html`<section aria-labelledby="derivation">
<h2 id="derivation">Derivation</h2>
<p>States and inputs are rows: x<sub>t</sub> is read and h<sub>t</sub> remembered at step t, K, R and V are the input, recurrent and output kernels, b, c and d biases; every gate has its own columns of K, R and biases, and so of a and u. δ before a letter stands for the derivative of E by it, ∘ for the elementwise product. What lies beyond the last step is zero.</p>
${targets.map(
  (target) => html`<h3>${readoutNames[target]}</h3>
${formulas(readout[target])}`,
)}${kinds.map((kind) => cell(kind))}
</section>`;
}

const readoutNames: Readonly<Record<Task['dataset']['targetKind'], string>> = {
  class: 'Readout and cross-entropy over classes',
  binary: 'Readout and cross-entropy of bits',
  real: 'Readout and squared error',
};

function kindOf({ record: { cell, settings } }: ReportedRun): (keyof typeof derivations)[] {
  if (cell === 'feedforward') return [];
  return [cell === 'rnn' && settings.activation === 'relu' ? 'rnn-relu' : cell];
}

function cell(kind: keyof typeof derivations): Html {
  const { name, parts } = derivations[kind];
  return html`<h3>${name}</h3>
${parts.map(
  ({ heading, lines }) => html`<h4>${heading}</h4>
${formulas(lines)}`,
)}`;
}

function formulas(lines: readonly string[]): Html {
  return html`<div class="scroll formulas" tabindex="0" role="group" aria-label="Equations">${lines.map(
    (line) => html`<p>${trusted(temml.renderToString(`\\displaystyle ${line}`, { throwOnError: true }))}</p>`,
  )}</div>
`;
}
