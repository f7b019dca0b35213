import type { Confusion, Task } from '@unrolled/tasks';
import { percent } from '../render/result.js';
import type { AnsweredExample } from './answers.js';
import { type Html, html } from './html.js';
import { pngImage } from './png-image.js';
import type { ReportedRun } from './reported-run.js';
import { stateMap } from './state-map.js';

/** What a run answers to a few examples, which classes it confuses, and its state over one sequence. */
export function exampleSection({ task, trained }: ReportedRun, name: string): Html {
  if (!trained) return html`<p>The run has kept no weights to ask yet.</p>`;
  const { examples, confusion } = trained.answers;
  const [first] = examples;
  return html`<div class="examples">
${table(task, examples, name)}
${confusion && confusionTable(confusion, name)}
${first?.prediction.states && stateMap(name, first.prediction.states, first.batch)}
</div>`;
}

function table(task: Task, examples: readonly AnsweredExample[], name: string): Html {
  const { describe } = task.question;
  const images = task.question.readImage !== undefined;
  const asked = images || describe !== undefined;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Examples of ${name}"><table>
<caption>Fresh examples${!asked && `, sequences of ${examples[0]!.batch.inputs.shape[1]!} steps`}</caption>
<thead><tr>${asked && html`<th scope="col">input</th>`}<th scope="col">answer</th><th scope="col">truth</th><th scope="col">right</th></tr></thead>
<tbody>${examples.map(({ batch, prediction: { output, truth, digitAccuracy, probabilities } }) => {
    const sure = images && probabilities ? ` at ${percent(Math.max(...probabilities))}` : '';
    return html`<tr>${asked && html`<td>${images ? digit(batch.inputs.data, truth) : lines(describe!(batch))}</td>`}<td><code>${output}</code>${sure}</td><td><code>${truth ?? '–'}</code></td><td>${digitAccuracy === undefined ? '–' : verdict(digitAccuracy)}</td></tr>
`;
  })}</tbody></table></div>`;
}

function verdict(share: number): Html {
  if (share === 1) return html`<span class="right">yes</span>`;
  return html`<span class="wrong">no${share > 0 && `, ${percent(share)}`}</span>`;
}

function lines(words: readonly string[]): Html {
  return html`${words.map((word, i) => html`${i > 0 && html`<br>`}<code>${word}</code>`)}`;
}

/** A digit in the order in which its pixels are read, 28 a line. */
function digit(pixels: ArrayLike<number>, truth: string | undefined): Html {
  const side = 28;
  const rows = Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) => [Math.round(255 * (1 - pixels[row * side + column]!))]),
  );
  return html`<img class="digit" src="${pngImage(rows)}" alt="a handwritten ${truth ?? 'digit'}" width="28" height="28">`;
}

function confusionTable({ classes, counts }: Confusion, name: string): Html {
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Confusion matrix of ${name}"><table class="confusion">
<caption>How often each class was taken for each, in ${total.toLocaleString('en')} fresh examples</caption>
<thead><tr><td></td><th scope="col" colspan="${classes.length}">answer</th></tr><tr><th scope="col">truth</th>${classes.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${classes.map((label, row) => {
    const most = Math.max(1, ...counts[row]!);
    return html`<tr><th scope="row">${label}</th>${counts[row]!.map(
      (count, column) =>
        html`<td class="${row === column ? 'right' : 'wrong'}" style="--share: ${(count / most).toFixed(2)}">${count}</td>`,
    )}</tr>
`;
  })}</tbody></table></div>`;
}
