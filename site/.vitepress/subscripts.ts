import type MarkdownIt from 'markdown-it';

/** As h_t, δa_{t+1} or W_hx: a letter, perhaps with another before it, and what stands below it. */
const subscript =
  /(?<![\p{L}\p{N}_])(\p{L}{1,2}[′²]?)_(?:\{([^}]+)\}|([\p{L}\p{N}]{1,2}))(?![\p{L}\p{N}_])/gu;

/** Sets in sentences what equations write with an underscore below the line; code stays as it is. */
export function setSubscripts(markdown: MarkdownIt): void {
  const { escapeHtml } = markdown.utils;
  markdown.renderer.rules.text = (tokens, index) =>
    escapeHtml(tokens[index]!.content).replace(
      subscript,
      (_, letter, long, short) => `<var>${letter}<sub>${long ?? short}</sub></var>`,
    );
}
