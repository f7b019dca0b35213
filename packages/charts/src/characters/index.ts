export { sparkline } from './sparkline.js';
export { inCharacters, type Screen } from './words.js';
