import type { Activation } from '../../contract/sequences.js';
import { activationCode } from './activations.js';
import type { CellCode } from './cell-code.js';
import { eachQuad, eachUnit } from './recurrence.js';

/** Keeps nothing: the gradient needs h alone, since every φ here has a derivative that is a function of its value. */
export const rnn: CellCode = {
  gates: 1,
  keptRows: () => 0,

  forward: ({ activation }) => ({
    states: [],
    ofUnit: ['next'],
    shared: [
      {
        name: 'hiddens',
        elsewhere:
          'if (n == 0) { return initialHiddenAt(example * H + unit); } return hiddenOf(rowAt(n - 1) * H + unit);',
      },
    ],
    code: (atOnce) => `
fn activate(a : vec4<f32>) -> vec4<f32> { return ${activationCode[activation as Activation].value}; }
fn main(index : i32) {
  begin(index);
  ${eachUnit('next[p] = initialHiddenAt(example * H + u); hiddensSet(u, next[p]);')}
  for (var n = 0; n < uniforms.steps; n++) {
    let row = rowAt(n);
    let open = isOpen(row);
    wait();
    ${eachUnit(`
      var z = vec4<f32>(0.0);
      ${eachQuad(atOnce, (quad) => ({ w: `${quad} * H + u` }), 'z += hiddensQuad(quad, n) * w;')}
      next[p] = select(next[p], activate(z + inputSumsAt(row * H + u)), open);
      hiddenPut(row * H + u, next[p]);`)}
    wait();
    ${eachUnit('hiddensSet(u, next[p]);')}
  }
}`,
  }),

  backward: ({ activation }) => ({
    deltas: ['dSums'],
    initials: [],
    alsoReads: ['hidden'],
    ofUnit: ['dh'],
    shared: [{ name: 'delta', elsewhere: 'return dSumsOf(rowAt(n) * H + unit);' }],
    code: (atOnce) => `
fn slope(y : vec4<f32>) -> vec4<f32> { return ${activationCode[activation as Activation].slope}; }
fn main(index : i32) {
  begin(index);
  for (var n = uniforms.steps - 1; n >= 0; n--) {
    let row = rowAt(n);
    let open = isOpen(row);
    ${eachUnit(`
      let at = row * H + u;
      let dHere = dh[p] + dHiddenAt(at);
      let d = select(vec4<f32>(0.0), dHere * slope(hiddenAt(at)), open);
      dh[p] = select(dHere, vec4<f32>(0.0), open);
      dSumsPut(at, d);
      deltaSet(u, d);`)}
    wait();
    ${eachUnit(`
      var sum = dh[p];
      ${eachQuad(atOnce, (quad) => ({ w: `${quad} * H + u` }), 'sum += deltaQuad(quad, n) * w;')}
      dh[p] = sum;`)}
    wait();
  }
  ${eachUnit('dInitialHiddenPut(example * H + u, dh[p]);')}
}`,
  }),
};
