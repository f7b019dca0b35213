import { html, textOf, trusted } from '../report/html.js';
import { policy } from '../report/policy.js';
import { columns } from './run-rows.js';
import { script } from './script.js';
import { style } from './style.js';

/** A page, and the policy that it is to be served under. */
export interface ViewPage {
  readonly html: string;
  readonly policy: string;
}

/**
 * A page that lists the runs of a folder and compares some of them, and asks nobody but its own server: for `events`, an
 * event stream beside the page, of `runs` and of `comparison`s.
 *
 * @param folder what is listed, for people
 * @example
 * const page = await viewPage('runs');
 * Object.keys(page); // → ['html', 'policy']
 */
export async function viewPage(folder: string): Promise<ViewPage> {
  const served = await policy({ style, script }, ["connect-src 'self'", "frame-ancestors 'none'"]);
  const head = columns.map(
    ({ head, isNumber }) =>
      html`<th scope="col"${isNumber && html` class="number"`}${head === 'started' && html` aria-sort="descending"`}>${head}</th>`,
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>Runs in ${folder}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><h1>Runs in ${folder}</h1>
<p id="state" class="note" role="status">Asking for the runs.</p>
<noscript><p>This page needs JavaScript, all of which it holds itself; <code>unrolled report</code> makes one whose tables do not.</p></noscript>
</header>
<main>
<section aria-labelledby="runs-heading">
<h2 id="runs-heading">Runs</h2>
<div class="controls">
<label>Filter: words that a run's line has
<input type="search" id="filter" autocomplete="off" spellcheck="false"></label>
<span id="count" class="note" aria-live="polite"></span>
<button type="button" class="tool" id="follow" hidden>Follow what is in progress</button>
</div>
<div class="list scroll" tabindex="0" role="group" aria-label="Runs">
<table class="summary">
<caption class="unseen">Runs; choose some to compare them below</caption>
<thead><tr><td class="unsorted"></td><th scope="col">run: settings that differ</th>${head}</tr></thead>
<tbody></tbody></table>
</div>
<p id="others" class="note"></p>
<p id="none">There is no run here yet: <code>unrolled train</code> makes one, and it comes up here.</p>
</section>
<div id="compared" hidden>
<p id="remark" class="note"></p>
<div id="charts"></div>
<div id="about"></div>
</div>
</main>
<footer><p>Served by <code>unrolled view</code> to this machine alone. <code>unrolled report</code> adds answers, states and gradients.</p></footer>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return { html: textOf(page), policy: served };
}
