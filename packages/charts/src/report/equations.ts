/** A derivation: lines of TeX under what they are. */
export interface Derivation {
  readonly name: string;
  readonly parts: Readonly<Record<string, readonly string[]>>;
}

/** The lines of a text, as TeX writes them. */
const tex = (text: TemplateStringsArray, ...values: readonly string[]): string[] =>
  String.raw(text, ...values)
    .trim()
    .split(/\s*\n\s*/);

const weights = (backward: string) => tex`
  \frac{\partial E}{\partial K} = \sum_t x_t^\top\, ${backward}_t
  \frac{\partial E}{\partial R} = \sum_t h_{t-1}^\top\, ${backward}_t
  \frac{\partial E}{\partial b} = \sum_t ${backward}_t`;

const rnn = (name: string, activation: string, derivative: string, γ = ''): Derivation => ({
  name,
  parts: {
    Forward: tex`
      a_t = x_t K + h_{t-1} R + b
      h_t = ${activation}`,
    'Backward through time': [
      ...tex`
      \delta h_t = \delta y_t V^\top + \delta a_{t+1} R^\top
      \delta a_t = \delta h_t \circ ${derivative}`,
      ...weights(String.raw`\delta a`),
    ],
    'Why it forgets': tex`
      \left\| \frac{\partial h_T}{\partial h_t} \right\| \le ${γ ? String.raw`\left( ${γ} \lVert R \rVert \right)` : String.raw`\lVert R \rVert`}^{T-t}`,
  },
});

const lstm: Derivation = {
  name: 'LSTM',
  parts: {
    Forward: tex`
      i_t, f_t, o_t = \sigma(x_t K + h_{t-1} R + b)
      g_t = \tanh(x_t K + h_{t-1} R + b)
      c_t = f_t \circ c_{t-1} + i_t \circ g_t
      h_t = o_t \circ \tanh(c_t)`,
    'Backward through time': [
      ...tex`
      \delta h_t = \delta y_t V^\top + \delta a_{t+1} R^\top
      \delta c_t = \delta h_t \circ o_t \circ (1 - \tanh^2 c_t) + f_{t+1} \circ \delta c_{t+1}
      \delta o_t = \delta h_t \circ \tanh(c_t)
      \delta i_t = \delta c_t \circ g_t
      \delta g_t = \delta c_t \circ i_t
      \delta f_t = \delta c_t \circ c_{t-1}
      \delta a_t = \big( \delta i \circ i(1-i),\; \delta f \circ f(1-f),\; \delta g \circ (1-g^2),\; \delta o \circ o(1-o) \big)`,
      ...weights(String.raw`\delta a`),
    ],
    'Why it remembers': tex`
      \frac{\partial c_T}{\partial c_t} = \operatorname{diag}\Big( \prod_{k=t+1}^{T} f_k \Big) + \text{what goes through } h`,
  },
};

const gru: Derivation = {
  name: 'GRU',
  parts: {
    Forward: tex`
      a_t = x_t K + b \qquad u_t = h_{t-1} R + c
      r_t, z_t = \sigma(a_t + u_t)
      n_t = \tanh(a_t + r_t \circ u_t)
      h_t = (1 - z_t) \circ n_t + z_t \circ h_{t-1}`,
    'Backward through time': tex`
      \delta h_t = \delta y_t V^\top + z_{t+1} \circ \delta h_{t+1} + \delta u_{t+1} R^\top
      \delta a_z = \delta h \circ (h_{t-1} - n) \circ z(1-z)
      \delta a_n = \delta h \circ (1 - z) \circ (1 - n^2)
      \delta a_r = \delta a_n \circ u_n \circ r(1-r)
      \delta a_t = (\delta a_r,\; \delta a_z,\; \delta a_n) \qquad \delta u_t = (\delta a_r,\; \delta a_z,\; r \circ \delta a_n)
      \frac{\partial E}{\partial K} = \sum_t x_t^\top\, \delta a_t \qquad \frac{\partial E}{\partial b} = \sum_t \delta a_t
      \frac{\partial E}{\partial R} = \sum_t h_{t-1}^\top\, \delta u_t \qquad \frac{\partial E}{\partial c} = \sum_t \delta u_t`,
  },
};

/** The equations of the cells, and what backpropagation through time makes of them. */
export const derivations = {
  rnn: rnn('Plain RNN', String.raw`\tanh(a_t)`, '(1 - h_t^2)'),
  'rnn-relu': rnn('Plain RNN of rectified linear units', String.raw`\max(0, a_t)`, '[a_t > 0]'),
  'rnn-sigmoid': rnn(
    'Plain RNN of sigmoid units',
    String.raw`\sigma(a_t)`,
    String.raw`h_t \circ (1 - h_t)`,
    String.raw`\tfrac14`,
  ),
  lstm,
  gru,
} as const;

/** The readout, the loss, and where the way back begins. */
export const readout = {
  class: {
    name: 'Readout and cross-entropy over classes',
    lines: tex`
      y_t = h_t V + d \qquad p = \operatorname{softmax}(y_t) \qquad E_t = -\ln p_{\text{target}}
      \delta y_t = p - \operatorname{onehot}(\text{target})`,
  },
  binary: {
    name: 'Readout and cross-entropy of bits',
    lines: tex`
      y_t = h_t V + d \qquad p = \sigma(y_t) \qquad E_t = -\ln(\text{target} \cdot p + (1 - \text{target})(1 - p))
      \delta y_t = p - \text{target}`,
  },
  real: {
    name: 'Readout and squared error',
    lines: tex`
      y_t = h_t V + d \qquad E_t = (y_t - \text{target})^2
      \delta y_t = 2\,(y_t - \text{target})`,
  },
} as const;
