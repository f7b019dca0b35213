import type { CellCode } from './cell-code.js';
import { eachQuad, eachUnit, keptAt } from './recurrence.js';

const keptRows = 5;
const gates = ['i', 'f', 'g', 'o'];

/** The reserve keeps i f g o and c_{t−1}. */
export const lstm: CellCode = {
  gates: 4,
  keptRows: () => keptRows,

  forward: (_attrs, keeps) => ({
    states: ['cell'],
    ofUnit: ['state', 'next'],
    shared: [
      {
        name: 'hiddens',
        elsewhere:
          'if (n == 0) { return initialHiddenAt(example * H + unit); } return hiddenOf(rowAt(n - 1) * H + unit);',
      },
    ],
    code: (atOnce) => `
fn main(index : i32) {
  begin(index);
  ${eachUnit(`
    next[p] = initialHiddenAt(example * H + u);
    state[p] = initialCellAt(example * H + u);
    hiddensSet(u, next[p]);`)}
  for (var n = 0; n < uniforms.steps; n++) {
    let row = rowAt(n);
    let open = isOpen(row);
    wait();
    ${eachUnit(`
      ${gates.map((gate) => `var z${gate} = vec4<f32>(0.0);`).join(' ')}
      ${eachQuad(
        atOnce,
        (quad) => Object.fromEntries(gates.map((gate, k) => [`w${gate}`, `(${quad} * 4 + ${k}) * H + u`])),
        `let h = hiddensQuad(quad, n); ${gates.map((gate) => `z${gate} += h * w${gate};`).join(' ')}`,
      )}
      let at = row * (4 * H) + u;
      let i = logistic(zi + inputSumsAt(at));
      let f = logistic(zf + inputSumsAt(at + H));
      let g = hyperbolicTangent(zg + inputSumsAt(at + 2 * H));
      let o = logistic(zo + inputSumsAt(at + 3 * H));
      let c = f * state[p] + i * g;
      ${
        keeps
          ? `if (isThere.x) {
        let place = ${keptAt(keptRows)};
        ${[...gates, 'state[p]'].map((value, k) => `reserve[place + ${k} * H] = ${value};`).join('\n')}
      }`
          : ''
      }
      next[p] = select(next[p], o * hyperbolicTangent(c), open);
      state[p] = select(state[p], c, open);
      hiddenPut(row * H + u, next[p]);
      cellPut(row * H + u, state[p]);`)}
    wait();
    ${eachUnit('hiddensSet(u, next[p]);')}
  }
}`,
  }),

  backward: (_attrs, { hasCellGradient }) => ({
    deltas: ['dSums'],
    initials: ['dInitialCell'],
    ofUnit: ['dh', 'dc'],
    shared: gates.map((gate, k) => ({
      name: `delta${gate}`,
      elsewhere: `return dSumsOf(rowAt(n) * (4 * H) + ${k} * H + unit);`,
    })),
    code: (atOnce) => `
fn main(index : i32) {
  begin(index);
  for (var n = uniforms.steps - 1; n >= 0; n--) {
    let row = rowAt(n);
    let open = isOpen(row);
    ${eachUnit(`
      let place = ${keptAt(keptRows)};
      ${[...gates, 'before'].map((value, k) => `let ${value} = reserve[place + ${k} * H];`).join('\n')}
      let s = hyperbolicTangent(f * before + i * g);
      let dHere = dh[p] + dHiddenAt(row * H + u);
      let dCellHere = dc[p]${hasCellGradient ? ' + dCellAt(row * H + u)' : ''};
      let total = dCellHere + dHere * o * (1.0 - s * s);
      let zero = vec4<f32>(0.0);
      let di = select(zero, total * g * i * (1.0 - i), open);
      let df = select(zero, total * before * f * (1.0 - f), open);
      let dg = select(zero, total * i * (1.0 - g * g), open);
      let dO = select(zero, dHere * s * o * (1.0 - o), open);
      dc[p] = select(dCellHere, total * f, open);
      dh[p] = select(dHere, zero, open);
      let at = row * (4 * H) + u;
      ${['di', 'df', 'dg', 'dO'].map((d, k) => `dSumsPut(at + ${k} * H, ${d}); delta${gates[k]}Set(u, ${d});`).join('\n')}`)}
    wait();
    ${eachUnit(`
      var sum = dh[p];
      ${eachQuad(
        atOnce,
        (quad) =>
          Object.fromEntries(gates.map((gate, k) => [`w${gate}`, `(${k} * QUADS + ${quad}) * H + u`])),
        gates.map((gate) => `sum += delta${gate}Quad(quad, n) * w${gate};`).join(' '),
      )}
      dh[p] = sum;`)}
    wait();
  }
  ${eachUnit(`
    dInitialHiddenPut(example * H + u, dh[p]);
    dInitialCellPut(example * H + u, dc[p]);`)}
}`,
  }),
};
