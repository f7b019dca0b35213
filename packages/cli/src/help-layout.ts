import { inCharacters } from '@unrolled/charts/characters';
import { Help, type HelpConfiguration } from 'commander';
import { terminal } from './render/terminal.js';

/** In a narrow terminal every description stands below its term, for beside it there is no room. */
export const helpLayout: HelpConfiguration = {
  formatItem(this: Help, term, termWidth, description, helper) {
    const width = helper.helpWidth ?? 80;
    if (width >= 60) return Help.prototype.formatItem.call(this, term, termWidth, description, helper);
    return [
      `  ${term}`,
      ...inCharacters(description, { ...terminal(), columns: width - 6 })
        .split('\n')
        .map((line) => `      ${line}`),
    ].join('\n');
  },
};
