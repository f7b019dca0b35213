import type { Plugin } from 'vite';

/** The chunks that no page needs before something asks for them. */
const onDemand = new Set<string>();

/** Finds out what is loaded on demand alone. */
export const findOnDemand: Plugin = {
  name: 'find-on-demand',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
    const imported = new Set(chunks.flatMap(({ imports }) => imports));
    for (const { fileName, isDynamicEntry, isEntry } of chunks) {
      if (isDynamicEntry && !isEntry && !imported.has(fileName)) onDemand.add(fileName);
    }
  },
};

/** VitePress has a page preload whatever it might ask for, every cell and optimizer among it. */
export const withoutOnDemand = (html: string): string =>
  html.replace(/\s*<link rel="modulepreload" href="([^"]*)">/g, (link, address: string) =>
    [...onDemand].some((file) => address.endsWith(file)) ? '' : link,
  );
