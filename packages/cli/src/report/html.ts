/** Markup that is safe as it is. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | false | undefined | readonly Part[];

/**
 * Markup with values in it: text is escaped, so that what a run's files say is shown and never obeyed; markup goes in as
 * it is, lists part after part, and what is absent or false as nothing.
 *
 * @example
 * html`<p title="${'a "b"'}">${['<i>', html`<br>`]}</p>`; // <p title="a &quot;b&quot;">&lt;i&gt;<br></p>
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.map((text, i) => text + write(parts[i])).join('') };
}

/** What another program made as markup, or a style sheet or script of our own. */
export function trusted(markup: string): Html {
  return { markup };
}

function write(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (character) => entities[character]!);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(write).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
