/** A derivation: lines of TeX under what they are. */
export interface Derivation {
  readonly name: string;
  readonly parts: readonly { readonly heading: string; readonly lines: readonly string[] }[];
}

const weights = (backward: string) => [
  String.raw`\frac{\partial E}{\partial K} = \sum_t x_t^\top\, ${backward}_t`,
  String.raw`\frac{\partial E}{\partial R} = \sum_t h_{t-1}^\top\, ${backward}_t`,
  String.raw`\frac{\partial E}{\partial b} = \sum_t ${backward}_t`,
];

const rnn = (activation: 'tanh' | 'relu'): Derivation => ({
  name: activation === 'tanh' ? 'Plain RNN' : 'Plain RNN of rectified linear units',
  parts: [
    {
      heading: 'Forward',
      lines: [
        'a_t = x_t K + h_{t-1} R + b',
        activation === 'tanh' ? String.raw`h_t = \tanh(a_t)` : String.raw`h_t = \max(0, a_t)`,
      ],
    },
    {
      heading: 'Backward through time',
      lines: [
        String.raw`\delta h_t = \delta y_t V^\top + \delta a_{t+1} R^\top`,
        activation === 'tanh'
          ? String.raw`\delta a_t = \delta h_t \circ (1 - h_t^2)`
          : String.raw`\delta a_t = \delta h_t \circ [a_t > 0]`,
        ...weights(String.raw`\delta a`),
      ],
    },
    {
      heading: 'Why it forgets',
      lines: [String.raw`\left\| \frac{\partial h_T}{\partial h_t} \right\| \le \lVert R \rVert^{T-t}`],
    },
  ],
});

const lstm: Derivation = {
  name: 'LSTM',
  parts: [
    {
      heading: 'Forward',
      lines: [
        String.raw`i_t, f_t, o_t = \sigma(x_t K + h_{t-1} R + b)`,
        String.raw`g_t = \tanh(x_t K + h_{t-1} R + b)`,
        String.raw`c_t = f_t \circ c_{t-1} + i_t \circ g_t`,
        String.raw`h_t = o_t \circ \tanh(c_t)`,
      ],
    },
    {
      heading: 'Backward through time',
      lines: [
        String.raw`\delta h_t = \delta y_t V^\top + \delta a_{t+1} R^\top`,
        String.raw`\delta c_t = \delta h_t \circ o_t \circ (1 - \tanh^2 c_t) + f_{t+1} \circ \delta c_{t+1}`,
        String.raw`\delta o_t = \delta h_t \circ \tanh(c_t)`,
        String.raw`\delta i_t = \delta c_t \circ g_t`,
        String.raw`\delta g_t = \delta c_t \circ i_t`,
        String.raw`\delta f_t = \delta c_t \circ c_{t-1}`,
        String.raw`\delta a_t = \big( \delta i \circ i(1-i),\; \delta f \circ f(1-f),\; \delta g \circ (1-g^2),\; \delta o \circ o(1-o) \big)`,
        ...weights(String.raw`\delta a`),
      ],
    },
    {
      heading: 'Why it remembers',
      lines: [
        String.raw`\frac{\partial c_T}{\partial c_t} = \operatorname{diag}\Big( \prod_{k=t+1}^{T} f_k \Big) + \text{what goes through } h`,
      ],
    },
  ],
};

const gru: Derivation = {
  name: 'GRU',
  parts: [
    {
      heading: 'Forward',
      lines: [
        String.raw`a_t = x_t K + b \qquad u_t = h_{t-1} R + c`,
        String.raw`r_t, z_t = \sigma(a_t + u_t)`,
        String.raw`n_t = \tanh(a_t + r_t \circ u_t)`,
        String.raw`h_t = (1 - z_t) \circ n_t + z_t \circ h_{t-1}`,
      ],
    },
    {
      heading: 'Backward through time',
      lines: [
        String.raw`\delta h_t = \delta y_t V^\top + z_{t+1} \circ \delta h_{t+1} + \delta u_{t+1} R^\top`,
        String.raw`\delta a_z = \delta h \circ (h_{t-1} - n) \circ z(1-z)`,
        String.raw`\delta a_n = \delta h \circ (1 - z) \circ (1 - n^2)`,
        String.raw`\delta a_r = \delta a_n \circ u_n \circ r(1-r)`,
        String.raw`\delta a_t = (\delta a_r,\; \delta a_z,\; \delta a_n) \qquad \delta u_t = (\delta a_r,\; \delta a_z,\; r \circ \delta a_n)`,
        String.raw`\frac{\partial E}{\partial K} = \sum_t x_t^\top\, \delta a_t \qquad \frac{\partial E}{\partial b} = \sum_t \delta a_t`,
        String.raw`\frac{\partial E}{\partial R} = \sum_t h_{t-1}^\top\, \delta u_t \qquad \frac{\partial E}{\partial c} = \sum_t \delta u_t`,
      ],
    },
  ],
};

/** The equations of the cells, and what backpropagation through time makes of them. */
export const derivations = { rnn: rnn('tanh'), 'rnn-relu': rnn('relu'), lstm, gru } as const;

/** The readout, the loss, and where the way back begins. */
export const readout = {
  class: [
    String.raw`y_t = h_t V + d \qquad p = \operatorname{softmax}(y_t) \qquad E_t = -\ln p_{\text{target}}`,
    String.raw`\delta y_t = p - \operatorname{onehot}(\text{target})`,
  ],
  binary: [
    String.raw`y_t = h_t V + d \qquad p = \sigma(y_t) \qquad E_t = -\ln(\text{target} \cdot p + (1 - \text{target})(1 - p))`,
    String.raw`\delta y_t = p - \text{target}`,
  ],
  real: [
    String.raw`y_t = h_t V + d \qquad E_t = (y_t - \text{target})^2`,
    String.raw`\delta y_t = 2\,(y_t - \text{target})`,
  ],
} as const;
