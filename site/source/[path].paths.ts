import { sourcePages } from '../.vitepress/source-links.js';

export default {
  paths: () => sourcePages().map(({ path, content }) => ({ params: { path }, content })),
};
