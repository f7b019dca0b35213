export * from './parameter-count.js';
