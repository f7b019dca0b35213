export { visible } from '../words/visible.js';
export { sparkline } from './sparkline.js';
export { inCharacters, type Screen } from './words.js';
