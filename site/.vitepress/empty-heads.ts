import type MarkdownIt from 'markdown-it';

/** Where a table says nothing above a column there is a cell and no heading, which a screen reader would announce. */
export function leaveHeadsEmpty(markdown: MarkdownIt): void {
  markdown.core.ruler.push('empty-heads', ({ tokens }) => {
    for (const [i, token] of tokens.entries()) {
      if (token.type !== 'th_open' || tokens[i + 1]?.content !== '') continue;
      for (const end of [token, tokens[i + 2]!]) end.tag = 'td';
    }
  });
}
