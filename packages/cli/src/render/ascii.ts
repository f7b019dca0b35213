/** How the signs we write are spelt where only ASCII arrives. */
const spellings: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '×': 'x',
  '·': '*',
  '≤': '<=',
  '≥': '>=',
  '≈': '~',
  '±': '+-',
  '→': '->',
  '←': '<-',
  '…': '...',
  '‖': '||',
  '′': "'",
  '°': ' deg',
  '∂': 'd',
  '∇': 'grad ',
  Σ: 'sum ',
  '√': 'sqrt ',
  '∞': 'inf',
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  η: 'eta',
  θ: 'theta',
  λ: 'lambda',
  μ: 'mu',
  ρ: 'rho',
  σ: 'sigma',
  φ: 'phi',
  ᵀ: '^T',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '—': '-',
};

/** The text in ASCII: signs spelt out, accents dropped, and a question mark for what is left. */
export function ascii(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (sign) => {
    const spelt = spellings[sign] ?? sign.normalize('NFKD').replace(/\p{M}/gu, '');
    return [...spelt].map((letter) => (letter > '\x7f' ? (spellings[letter] ?? '?') : letter)).join('');
  });
}
