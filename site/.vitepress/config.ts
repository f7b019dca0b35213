import { defineConfig } from 'vitepress';
import { refuseBrokenLinks } from './broken-links.js';
import { withContentSecurity } from './content-security.js';
import { leaveHeadsEmpty } from './empty-heads.js';
import { setLiveFigures } from './live-figures.js';
import { findOnDemand, withoutOnDemand } from './on-demand.js';
import { sidebar } from './sidebar.js';
import { anchorOf, linkToSite, repository } from './source-links.js';
import { setSubscripts } from './subscripts.js';
import { writeServiceWorker } from './write-service-worker.js';

export default defineConfig({
  title: 'Unrolled',
  description: 'Recurrent neural networks for TensorFlow.js, from the equations up',
  lang: 'en',
  srcDir: repository,
  // Whatever else there is of Markdown is no page.
  srcExclude: [
    '**/test/**',
    '.changeset/**',
    'bench/**',
    'campaign/**',
    'results/**',
    'scripts/**',
    'runs/**',
    'packages/native/platforms/**',
  ],
  rewrites: (page) =>
    page.startsWith('site/') ? page.slice('site/'.length) : page.replace(/(^|\/)README\.md$/, '$1index.md'),
  // Changing between light and dark with the transitions off would put a style into the page, which its policy forbids.
  appearance: { disableTransition: false },
  metaChunk: true,
  // Of pages that may never be opened; the page that trains has enough to load.
  router: { prefetchLinks: false },
  themeConfig: {
    nav: [
      { text: 'Play', link: '/play' },
      { text: 'Try it', link: '/explore' },
      { text: 'Courses', link: '/docs/courses' },
      { text: 'Results', link: '/docs/results' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    externalLinkIcon: true,
  },
  markdown: {
    config: (markdown) => {
      linkToSite(markdown);
      setSubscripts(markdown);
      leaveHeadsEmpty(markdown);
      setLiveFigures(markdown);
    },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    attrs: { disable: true }, // equations have braces of their own
    anchor: { slugify: anchorOf },
    image: { lazyLoading: true },
  },
  transformHead: ({ siteData: { base } }) => [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  transformHtml: (html) => withContentSecurity(withoutOnDemand(html)),
  buildEnd: ({ outDir, site: { base } }) => {
    refuseBrokenLinks(outDir, base);
    writeServiceWorker(outDir, base);
  },
  vite: {
    plugins: [findOnDemand],
    worker: { format: 'es' },
    // The digits are fetched, which a page may do from its own server alone: none of them as an address that holds them.
    build: { assetsInlineLimit: (file) => (file.endsWith('.idx') ? false : undefined) },
    // Found at once, and not when the first network is trained, which would load the page anew.
    optimizeDeps: {
      include: [
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgpu',
        '@tensorflow/tfjs-core',
        'fflate',
        'valibot',
      ],
    },
    publicDir: `${repository}/site/public`,
    resolve: { conditions: ['@unrolled/source'] },
  },
});
