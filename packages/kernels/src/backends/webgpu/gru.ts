import type { CellCode } from './cell-code.js';
import { eachQuad, eachUnit, keptAt } from './recurrence.js';

// The reserve keeps r z n, h_{t−1}, and with the reset after the product what r acts on, q = h·R_n + c_n.

const rows = (resetAfter: unknown) => (resetAfter ? 5 : 4);

const hiddens = {
  name: 'hiddens',
  elsewhere:
    'if (n == 0) { return initialHiddenAt(example * H + unit); } return hiddenOf(rowAt(n - 1) * H + unit);',
};
/** r ∘ h. Elsewhere it stands where this step's h will. */
const resets = { name: 'resets', elsewhere: 'return hiddenOf(rowAt(n) * H + unit);' };

/** Where the weights of these gates stand, beginning with the first: see quads.ts. */
const statesOf = (names: readonly string[]) => (quad: string) =>
  Object.fromEntries(names.map((name, k) => [name, `(${quad} * 3 + ${k}) * H + u`]));
const gatesOf = (names: readonly string[]) => (quad: string) =>
  Object.fromEntries(names.map((name, k) => [name, `(${k} * QUADS + ${quad}) * H + u`]));

const keep = (keeps: boolean, values: readonly string[]) =>
  keeps
    ? `if (isThere.x) {
        let place = ${keptAt(values.length)};
        ${values.map((value, k) => `reserve[place + ${k} * H] = ${value};`).join('\n')}
      }`
    : '';

const after = (atOnce: number, keeps: boolean, hasRecurrentBias: boolean) => {
  const bias = (gate: number) =>
    hasRecurrentBias ? `vec4<f32>(f32(recurrentBias[u + ${gate} * H]))` : 'vec4<f32>(0.0)';
  return `
    wait();
    ${eachUnit(`
      var zr = ${bias(0)}; var zz = ${bias(1)}; var q = ${bias(2)};
      ${eachQuad(atOnce, statesOf(['wr', 'wz', 'wq']), 'let h = hiddensQuad(quad, n); zr += h * wr; zz += h * wz; q += h * wq;')}
      let at = row * (3 * H) + u;
      let r = logistic(zr + inputSumsAt(at));
      let z = logistic(zz + inputSumsAt(at + H));
      let n_ = hyperbolicTangent(r * q + inputSumsAt(at + 2 * H));
      ${keep(keeps, ['r', 'z', 'n_', 'next[p]', 'q'])}
      next[p] = select(next[p], (1.0 - z) * n_ + z * next[p], open);
      hiddenPut(row * H + u, next[p]);`)}`;
};

const before = (atOnce: number, keeps: boolean) => `
    wait();
    ${eachUnit(`
      var zr = vec4<f32>(0.0); var zz = vec4<f32>(0.0);
      ${eachQuad(atOnce, statesOf(['wr', 'wz']), 'let h = hiddensQuad(quad, n); zr += h * wr; zz += h * wz;')}
      let at = row * (3 * H) + u;
      reset[p] = logistic(zr + inputSumsAt(at));
      update[p] = logistic(zz + inputSumsAt(at + H));
      resetsSet(u, reset[p] * next[p]);
      if (!IS_WITHIN) { hiddenPut(row * H + u, reset[p] * next[p]); }`)}
    wait();
    ${eachUnit(`
      var q = vec4<f32>(0.0);
      ${eachQuad(atOnce, (quad) => ({ w: `(${quad} * 3 + 2) * H + u` }), 'q += resetsQuad(quad, n) * w;')}
      let r = reset[p]; let z = update[p];
      let n_ = hyperbolicTangent(q + inputSumsAt(row * (3 * H) + u + 2 * H));
      ${keep(keeps, ['r', 'z', 'n_', 'next[p]'])}
      next[p] = select(next[p], (1.0 - z) * n_ + z * next[p], open);`)}
    wait();
    ${eachUnit('hiddenPut(row * H + u, next[p]);')}`;

export const gru: CellCode = {
  gates: 3,
  keptRows: ({ resetAfter }) => rows(resetAfter),

  forward: ({ resetAfter }, keeps, { hasRecurrentBias }) => ({
    states: [],
    ofUnit: ['next', 'reset', 'update'],
    shared: resetAfter ? [hiddens] : [hiddens, resets],
    code: (atOnce) => `
fn main(index : i32) {
  begin(index);
  ${eachUnit('next[p] = initialHiddenAt(example * H + u); hiddensSet(u, next[p]);')}
  for (var n = 0; n < uniforms.steps; n++) {
    let row = rowAt(n);
    let open = isOpen(row);
    ${resetAfter ? after(atOnce, keeps, hasRecurrentBias) : before(atOnce, keeps)}
    wait();
    ${eachUnit('hiddensSet(u, next[p]);')}
  }
}`,
  }),

  // dSums is what meets the inputs: δ of r, z and n. What meets the states differs for n: with the reset after the product
  // its δ is r ∘ δn; with the reset before it, what it multiplies is r ∘ h.
  backward: ({ resetAfter }) => ({
    deltas: ['dSums', resetAfter ? 'dCandidate' : 'resetHidden'],
    initials: [],
    ofUnit: ['dh', 'slope'],
    shared: ['r', 'z', 'n'].map((gate, k) => ({
      name: `delta${gate}`,
      elsewhere:
        resetAfter && gate === 'n'
          ? 'return dCandidateOf(rowAt(n) * H + unit);'
          : `return dSumsOf(rowAt(n) * (3 * H) + ${k} * H + unit);`,
    })),
    code: (atOnce) => `
fn main(index : i32) {
  begin(index);
  for (var n = uniforms.steps - 1; n >= 0; n--) {
    let row = rowAt(n);
    let open = isOpen(row);
    ${eachUnit(`
      let place = ${keptAt(rows(resetAfter))};
      ${['r', 'z', 'n_', 'before', ...(resetAfter ? ['q'] : [])].map((value, k) => `let ${value} = reserve[place + ${k} * H];`).join('\n')}
      let dHere = dh[p] + dHiddenAt(row * H + u);
      let zero = vec4<f32>(0.0);
      let dN = select(zero, dHere * (1.0 - z) * (1.0 - n_ * n_), open);
      let dZ = select(zero, dHere * (before - n_) * (z * (1.0 - z)), open);
      dh[p] = select(dHere, dHere * z, open);
      let at = row * (3 * H) + u;
      dSumsPut(at + H, dZ);
      dSumsPut(at + 2 * H, dN);
      deltazSet(u, dZ);
      ${
        resetAfter
          ? `let dR = select(zero, dN * q * (r * (1.0 - r)), open);
      dSumsPut(at, dR);
      deltarSet(u, dR);
      let dCandidateHere = select(zero, dN * r, open);
      dCandidatePut(row * H + u, dCandidateHere);
      deltanSet(u, dCandidateHere);`
          : `deltanSet(u, dN);
      resetHiddenPut(row * H + u, select(zero, r * before, open));`
      }`)}
    wait();
    ${
      resetAfter
        ? ''
        : `${eachUnit(`
      var sum = vec4<f32>(0.0);
      ${eachQuad(atOnce, (quad) => ({ w: `(2 * QUADS + ${quad}) * H + u` }), 'sum += deltanQuad(quad, n) * w;')}
      let place = ${keptAt(4)};
      let r = reserve[place];
      let dR = select(vec4<f32>(0.0), sum * reserve[place + 3 * H] * (r * (1.0 - r)), open);
      dh[p] += select(vec4<f32>(0.0), sum * r, open);
      dSumsPut(row * (3 * H) + u, dR);
      deltarSet(u, dR);`)}
    wait();`
    }
    ${eachUnit(`
      var sum = dh[p];
      ${eachQuad(
        atOnce,
        gatesOf(resetAfter ? ['wr', 'wz', 'wn'] : ['wr', 'wz']),
        `sum += deltarQuad(quad, n) * wr; sum += deltazQuad(quad, n) * wz; ${resetAfter ? 'sum += deltanQuad(quad, n) * wn;' : ''}`,
      )}
      dh[p] = sum;`)}
    wait();
  }
  ${eachUnit('dInitialHiddenPut(example * H + u, dh[p]);')}
}`,
  }),
};
