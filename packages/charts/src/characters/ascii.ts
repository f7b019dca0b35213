/** How the signs we write are spelt where only ASCII arrives: with one character each, or with several, `_` a space. */
const single = ['−–—─━│┤┬└┘┌┐┼▲▶░▒▓█×·≈∂′’‘“”', "----=|+++++++^>.:o#x*~d'''\"\""];
const several =
  '≤<= ≥>= ±+- →-> ←<- …... ‖|| ∞inf °_deg ∇grad_ Σsum_ √sqrt_ ᵀ^T αalpha βbeta γgamma δdelta εepsilon ηeta θtheta λlambda μmu ρrho σsigma φphi';
const spellings = new Map<string, string>([
  ...[...single[0]!].map((sign, i) => [sign, single[1]![i]!] as const),
  ...several.split(' ').map(([sign = '', ...text]) => [sign, text.join('').replace('_', ' ')] as const),
]);

/** The text in ASCII: signs spelt out, accents dropped, and a question mark for what is left. */
export function ascii(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (sign) => {
    const spelt = spellings.get(sign) ?? sign.normalize('NFKD').replace(/\p{M}/gu, '');
    return [...spelt].map((letter) => (letter > '\x7f' ? (spellings.get(letter) ?? '?') : letter)).join('');
  });
}
