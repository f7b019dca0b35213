export * from './backends.js';
export * from './catalogue.js';
export * from './changes.js';
export { defineTask, type TaskSketch } from './define-task.js';
export {
  arrayExamples,
  type Example,
  type ExampleOptions,
  type ExampleSource,
  type GivenExamples,
  generatedExamples,
} from './example-sources.js';
export * from './examples.js';
export * from './export-formats.js';
export * from './job.js';
export { type Net, netOf, parametersOf, trainingBytes, trainingWork } from './memory.js';
export * from './models.js';
export * from './optimizers.js';
export * from './run.js';
export * from './settings.js';
export * from './signature.js';
export * from './standardization.js';
export * from './sweep.js';
export * from './task.js';
export { dataTask } from './tasks/data.js';
