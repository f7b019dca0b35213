import { chartScript } from './chart-script.js';
import { commandScript } from './command-script.js';
import { sortScript } from './sort-script.js';

/** What can be done with a report: reading its charts, copying a command, and sorting the summary. */
export const script = `${chartScript}${commandScript}${sortScript}
enlivenFigures(document);
enlivenCommands(document);
for (const table of document.querySelectorAll('table.summary')) makeSortable(table);
`;
