export { svgChart } from './chart.js';
