import type MarkdownIt from 'markdown-it';

/**
 * A comment in a page, which whoever reads the page elsewhere does not see, as a figure that can be moved: `<!-- figure bound -->`,
 * `<!-- figure constructed: parity -->`, or as networks to be trained: `<!-- figure watch: RNN or LSTM -->`.
 */
export function setLiveFigures(markdown: MarkdownIt): void {
  markdown.core.ruler.push('live-figures', ({ tokens }) => {
    for (const token of tokens) {
      const [, name, of] = /^<!-- figure ([a-z]+)(?:: (.+))? -->\s*$/.exec(token.content) ?? [];
      if (token.type === 'html_block' && name)
        token.content = `<LiveFigure name="${name}"${of ? ` of="${of}"` : ''} />\n`;
    }
  });
}
