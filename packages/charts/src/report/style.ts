/** Shades of a table's cells: of none, of a twentieth, and so on up to all. */
const twentieths = Array.from({ length: 21 }, (_, i) => i);

/** The class of a cell that is shaded by a share in [0, 1]. */
export const shareClass = (share: number) => `share-${Math.round(20 * share)}`;

/** How the page looks, on a light and a dark screen and on paper; all of it, for its policy allows no other style. */
export const style = `
:root {
  color-scheme: light dark; --paper: #ffffff; --raised: #f6f7f9; --ink: #1c2127; --quiet: #555e69;
  --line: #d9dde3; --link: #0b5cad; --good: #1a6b3c; --bad: #a3360b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171c; --raised: #1c2027; --ink: #e4e7eb; --quiet: #a3adb9; --line: #343b45; --link: #7db8f0;
    --good: #74c995; --bad: #f0956c;
  }
}

* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 70rem; background: var(--paper); color: var(--ink);
  font: 1rem / 1.5 system-ui, sans-serif; overflow-wrap: break-word;
}
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 0 0 1rem; font-size: 1.75rem; }
h2 { margin: 2.75rem 0 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); font-size: 1.35rem; }
h3 { margin: 2rem 0 0.5rem; font-size: 1.1rem; }
h4 { margin: 1.25rem 0 0.5rem; color: var(--quiet); font-size: 0.95rem; }
p { margin: 0 0 0.75rem; max-width: 46rem; }
a { color: var(--link); }
small, .note, caption, footer { color: var(--quiet); font-size: 0.875rem; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.unseen {
  position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.scroll { position: relative; max-width: 100%; overflow-x: auto; }

nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0; padding: 0; list-style: none; }

/* Tables */
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
/* As wide as the screen at most, also over a table that is wider and scrolls. */
caption { position: sticky; left: 0; max-width: calc(100vw - 2rem); padding-bottom: 0.25rem; text-align: left; }
th, td {
  padding: 0.3rem 0.75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
}
thead th { color: var(--quiet); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 500; }
td:first-child, th:first-child { padding-left: 0; }
.number { text-align: right; }
.summary td { white-space: nowrap; }
.run { min-width: 9rem; }
.summary small { display: inline-block; font-size: 0.95em; max-width: 16rem; white-space: normal; }
th button {
  padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: inherit;
  text-decoration: underline dotted; cursor: pointer;
}
th[aria-sort="ascending"] button::after { content: " ↑"; }
th[aria-sort="descending"] button::after { content: " ↓"; }
/* On a phone a run is a card: no column is beyond the edge. */
@media screen and (max-width: 45rem) {
  .summary, .summary caption, .summary tbody, .summary tr, .summary th, .summary td { display: block; }
  .summary thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .summary tr { padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
  .summary th, .summary td { padding: 0.1rem 0; border: 0; text-align: left; white-space: normal; }
  .summary td { display: grid; grid-template-columns: 7rem 1fr; }
  .summary td::before { content: attr(data-label); color: var(--quiet); }
}
.right { color: var(--good); }
.wrong { color: var(--bad); }
details { margin: 0.5rem 0; }
summary { color: var(--quiet); font-size: 0.875rem; cursor: pointer; }
footer { margin-top: 2.75rem; }
math { font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", math; }

/* Charts */
.figures, .examples {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem 2rem;
  align-items: start;
}
.figures > *, .examples > * { min-width: 0; }
figure { margin: 0; }
figcaption { margin-bottom: 0.25rem; font-weight: 600; }
.plot { position: relative; max-width: 36rem; }
.plot > svg { display: block; width: 100%; height: auto; }
.plot:has(:focus-visible) { outline: 2px solid var(--link); outline-offset: 2px; }
.plot > svg[hidden] { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; margin: 0.25rem 0; padding: 0; list-style: none; font-size: 0.875rem; }
.legend button { padding: 0.1rem 0; border: 0; background: none; color: inherit; font: inherit; text-align: left; cursor: pointer; }
.legend [aria-pressed="false"] { color: var(--quiet); text-decoration: line-through; }
.legend [aria-pressed="false"] svg { opacity: 0.35; }
.tool {
  padding: 0.15rem 0.6rem; border: 1px solid var(--line); border-radius: 4px; background: var(--raised); color: var(--ink);
  font: inherit; font-size: 0.8125rem; cursor: pointer;
}
.tool[aria-pressed="true"] { border-color: var(--link); color: var(--link); }
.mark line { stroke: var(--quiet); }
.mark circle { stroke: var(--paper); stroke-width: 1.5; }
.tip {
  position: absolute; z-index: 1; top: 0.5rem; display: grid; margin: 0 0.75rem; padding: 0.4rem 0.6rem;
  border: 1px solid var(--line); border-radius: 4px; background: var(--raised); font-size: 0.8125rem;
  font-variant-numeric: tabular-nums; line-height: 1.4; pointer-events: none;
}
.tip[hidden] { display: none; }

/* The two colours of the charts that are too dark for a dark page. */
@media (prefers-color-scheme: dark) {
  .chart [stroke="#0072B2"] { stroke: #4aa8e0; }
  .chart [fill="#0072B2"] { fill: #4aa8e0; }
  .chart [stroke="#555555"] { stroke: #a3adb9; }
  .chart [fill="#555555"] { fill: #a3adb9; }
}

/* Examples */
.digit {
  display: block; width: 3.5rem; height: 3.5rem; border: 1px solid var(--line); image-rendering: pixelated;
}
.states img { display: block; width: 100%; border: 1px solid var(--line); image-rendering: pixelated; }
.axis, .key {
  display: flex; justify-content: space-between; gap: 0.5rem; margin: 0.25rem 0; color: var(--quiet);
  font-size: 0.8125rem;
}
.key { justify-content: flex-start; align-items: center; }
.heads { display: grid; grid-template-columns: repeat(auto-fill, minmax(7rem, 1fr)); gap: 0.75rem; }
.heads figure { margin: 0; min-width: 0; }
.heads figcaption { font-weight: normal; }
.states .key img { width: 8rem; height: 0.75rem; image-rendering: auto; }
.confusion td, .confusion th { min-width: 2rem; padding: 0.2rem 0.4rem; border: 0; text-align: center; }
.confusion tbody td {
  --hue: var(--bad); background: color-mix(in srgb, var(--hue) calc(30% * var(--share)), var(--paper));
  color: var(--ink);
}
.confusion tbody td.right { --hue: var(--good); }
@media (max-width: 30rem) { .confusion td, .confusion th { min-width: 1.5rem; padding: 0.2rem 0.05rem; } }
${twentieths.map((i) => `.${shareClass(i / 20)} { --share: ${i / 20}; }`).join('\n')}
pre {
  margin: 0 0 0.5rem; padding: 0.6rem 0.75rem; border-radius: 4px; background: var(--raised);
  font-size: 0.875rem;
}
code { font-family: ui-monospace, monospace; }
.command { user-select: all; }
.copied { display: flex; gap: 0.5rem; align-items: start; }
.copied pre { flex: 1; min-width: 0; }
.formulas p { max-width: none; margin: 0.35rem 0 0.35rem 1rem; white-space: nowrap; }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  figure details, .tip, .tool, nav { display: none; }
  /* What is folded away on a screen is printed. */
  details::details-content { content-visibility: visible; }
  .figures { grid-template-columns: 1fr 1fr; }
  .summary { font-size: 7.5pt; }
  th, td { padding: 0.2rem 0.35rem; }
  .summary td { white-space: normal; }
  .run { min-width: 0; }
  .scroll { overflow: visible; }
  pre { white-space: pre-wrap; }
  figure, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
}
`;
