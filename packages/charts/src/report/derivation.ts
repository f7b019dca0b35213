import temml from 'temml';
import { derivations, readout } from './equations.js';
import { type Html, html, type Section, scroll, section, trusted } from './html.js';
import type { PageRun } from './reported-run.js';

/** The equations of the cells that were trained and their gradients; nothing where none of them is known here. */
export function derivationSection(runs: readonly PageRun[]): Section | undefined {
  const kinds = [...new Set(runs.map(({ derivation }) => derivation))].filter(isKnown);
  if (kinds.length === 0) return undefined;
  const targets = [...new Set(runs.map(({ dataset }) => dataset.targetKind))];
  return section(
    'derivation',
    'Derivation',
    html`<p>States and inputs are rows: x<sub>t</sub> is read and h<sub>t</sub> remembered at step t, K, R and V are the input, recurrent and output kernels, b, c and d biases; every gate has its own columns of K, R and biases, and so of a and u. δ before a letter stands for the derivative of E with respect to it, ∘ for the elementwise product. What lies beyond the last step is zero.</p>
${targets.map(
  (target) => html`<h3>${readout[target].name}</h3>
${formulas(readout[target].lines)}`,
)}${kinds.map((kind) => cell(kind))}`,
  );
}

const isKnown = (kind: string): kind is keyof typeof derivations => Object.hasOwn(derivations, kind);

function cell(kind: keyof typeof derivations): Html {
  const { name, parts } = derivations[kind];
  return html`<h3>${name}</h3>
${Object.entries(parts).map(
  ([heading, lines]) => html`<h4>${heading}</h4>
${formulas(lines)}`,
)}`;
}

function formulas(lines: readonly string[]): Html {
  const written = lines.map(
    (line) => html`<p>${trusted(temml.renderToString(`\\displaystyle ${line}`, { throwOnError: true }))}</p>`,
  );
  return html`<div class="formulas">${scroll('Equations', html`${written}`)}</div>
`;
}
