import { visible } from '../words/visible.js';

const markup = Symbol('markup');

/** Markup that is safe as it is: under a symbol, so that nothing that was read from a file can pass for it. */
export interface Html {
  readonly [markup]: string;
}

type Part = Html | string | number | false | undefined | readonly Part[];

/**
 * Markup with values in it: text is escaped, so that what a run's files say is shown and never obeyed; markup goes in as
 * it is, lists part after part, and what is absent or false as nothing.
 *
 * @example
 * textOf(html`<p title="${'a "b"'}">${['<i>', html`<br>`]}</p>`); // <p title="a &quot;b&quot;">&lt;i&gt;<br></p>
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return trusted(strings.map((text, i) => text + write(parts[i])).join(''));
}

/** What another program made as markup, or a style sheet or script of our own. */
export function trusted(text: string): Html {
  return { [markup]: text };
}

/** Markup as text. */
export function textOf(html: Html): string {
  return html[markup];
}

/** What may be wider than the page, to be scrolled by keyboard too. */
export function scroll(label: string, content: Html): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${label}">${content}</div>`;
}

/** A table with names over its columns and in front of its rows; the caption is for those who do not see what it stands under. */
export function table(caption: string, head: readonly Part[], rows: readonly (readonly Part[])[]): Html {
  return html`<table>
<caption class="unseen">${caption}</caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name, ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
  )}</tbody></table>`;
}

/** What is folded away until it is asked for; `of` is said to those who do not see where it stands. */
export function folded(summary: string, of: string, content: Html, open = false): Html {
  return html`<details${open && html` open`}><summary>${summary}${of !== '' && html`<span class="unseen"> of ${of}</span>`}</summary>${content}</details>`;
}

/** A part of the page, and where the contents lead to it. */
export interface Section {
  readonly id: string;
  readonly heading: string;
  readonly content: Html;
}

/** A part of the page under its heading. */
export function section(id: string, heading: string, content: Html): Section {
  return {
    id,
    heading,
    content: html`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${content}
</section>`,
  };
}

function write(part: Part): string {
  if (part === undefined || part === false) return '';
  if (isList(part)) return part.map(write).join('');
  if (part instanceof Object && markup in part) return textOf(part);
  const text = typeof part === 'object' ? JSON.stringify(part) : String(part); // what no type lets in
  return visible(text).replace(/[&<>"']/g, (character) => entities[character]!);
}

const isList = (part: Part): part is readonly Part[] => Array.isArray(part);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
