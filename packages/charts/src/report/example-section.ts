import type { Confusion } from '@unrolled/tasks';
import type { Answer } from '../runs/answer.js';
import { pixelRows } from '../runs/digits.js';
import { percent } from '../words/percent.js';
import { attentionFigure, headsFigure } from './attention-figure.js';
import { type Html, html, scroll } from './html.js';
import { pngImage } from './png-image.js';
import type { PageRun } from './reported-run.js';
import { stateMap } from './state-map.js';
import { shareClass } from './style.js';

/** What a run answers to a few examples, which classes it confuses, and its state over one sequence. */
export function exampleSection({ trained, name }: PageRun): Html {
  if (!trained) return html`<p>The run has kept no weights to ask yet.</p>`;
  const { answers, confusion } = trained;
  const [first] = answers;
  return html`<div class="examples">
${scroll(`Examples of ${name}`, table(answers))}
${confusion && scroll(`Confusion matrix of ${name}`, confusionTable(confusion))}
${first && attentionFigure(name, first)}
${first && headsFigure(name, first)}
${first?.prediction.states && stateMap(name, first.prediction.states, first.batch)}
</div>`;
}

function table(answers: readonly Answer[]): Html {
  const asked = answers.some(({ image, inputs }) => image || inputs);
  return html`<table>
<caption>Fresh examples${!asked && `, sequences of ${answers[0]!.batch.inputs.shape[1]!} steps`}</caption>
<thead><tr>${asked && html`<th scope="col">input</th>`}<th scope="col">answer</th><th scope="col">truth</th><th scope="col">right</th></tr></thead>
<tbody>${answers.map((answer) => {
    const { output, truth, digitAccuracy, probabilities } = answer.prediction;
    const sure = answer.image && probabilities ? ` at ${percent(Math.max(...probabilities))}` : '';
    return html`<tr>${asked && html`<td>${question(answer)}</td>`}<td><code>${output}</code>${sure}</td><td><code>${truth ?? '–'}</code></td><td>${digitAccuracy === undefined ? '–' : verdict(digitAccuracy)}</td></tr>
`;
  })}</tbody></table>`;
}

function verdict(share: number): Html {
  if (share === 1) return html`<span class="right">yes</span>`;
  return html`<span class="wrong">no${share > 0 && `, ${percent(share)}`}</span>`;
}

/** A digit in the order in which its pixels are read, or the inputs a line each. */
function question({ image, inputs = [], batch, prediction: { truth } }: Answer): Html {
  if (!image) return html`${inputs.map((line, i) => html`${i > 0 && html`<br>`}<code>${line}</code>`)}`;
  const grey = pixelRows(batch.inputs.data).map((row) => row.map((ink) => [Math.round(255 * (1 - ink))]));
  return html`<img class="digit" src="${pngImage(grey)}" alt="a handwritten ${truth ?? 'digit'}" width="28" height="28">`;
}

function confusionTable({ classes, counts }: Confusion): Html {
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  return html`<table class="confusion">
<caption>How often each class was taken for each, in ${total.toLocaleString('en')} fresh examples</caption>
<thead><tr><td></td><th scope="col" colspan="${classes.length}">answer</th></tr><tr><th scope="col">truth</th>${classes.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${classes.map((label, row) => {
    const most = Math.max(1, ...counts[row]!);
    return html`<tr><th scope="row">${label}</th>${counts[row]!.map(
      (count, column) =>
        html`<td class="${row === column ? 'right' : 'wrong'} ${shareClass(count / most)}">${count}</td>`,
    )}</tr>
`;
  })}</tbody></table>`;
}
