export type { CaptionedImage, Chart, HeatMap, ImageGrid, LineChart, LineSeries } from './data/chart.js';
export { spread } from './data/series.js';
export { linearTicks, logarithmicTicks } from './data/ticks.js';
export type { Paint, Painted, Table, Words } from './data/words.js';
export { positionChart, positionTable } from './runs/accuracy-by-position.js';
export { type Answer, answer } from './runs/answer.js';
export { attentionMap, attentionOf, headMaps } from './runs/attention-map.js';
export { lengthChart, lengthTable, type ScoreAtLength } from './runs/by-length.js';
export { confusionMatrix } from './runs/confusion-matrix.js';
export { digitImages } from './runs/digits.js';
export { gradientNorms } from './runs/gradient-norms.js';
export { hiddenStates } from './runs/hidden-states.js';
export { learningCurves, runCharts } from './runs/learning-curves.js';
export {
  type Configuration,
  configurationOf,
  type EpochScores,
  type Run,
  readRun,
  type Sequences,
  sequencesTold,
  type Tried,
} from './runs/run.js';
export { type ListedRun, runTable } from './runs/run-table.js';
export { lossUnit } from './runs/score-axis.js';
export { type Score, scoreCharts, scoresByLength } from './runs/scores.js';
export { type SweptRun, sweepCharts } from './runs/sweep-charts.js';
export { sweepTable } from './runs/sweep-table.js';
export { trialTable } from './runs/trial-table.js';
export { type Course, type Trial, trialsOf } from './runs/trials.js';
export { boundsChart, describeBounds } from './studies/bounds.js';
export { describeClipping } from './studies/clipping.js';
export { describeConstruction } from './studies/construction.js';
export { describeJacobian, jacobianChart } from './studies/jacobian.js';
export { describeParameters } from './studies/parameters.js';
export { describeRatio, ratioChart, ratioErrorChart } from './studies/ratio.js';
export { describeData } from './words/data.js';
export { percent } from './words/percent.js';
export { answersInLines, describePrediction } from './words/prediction.js';
export { describeResult, describeScores, stopReasons } from './words/result.js';
export { describeSpeed, describeSpeeds } from './words/speed.js';
