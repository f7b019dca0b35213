import type { ExportFormat } from '../spec/export-formats.js';
import type { Job } from '../spec/job.js';
import type { ModelSettings } from '../spec/models.js';
import { readsLengths, type Signature, signatureOf } from '../spec/signature.js';
import type { Task } from '../spec/task.js';
import { pytorchModule } from './pytorch/pytorch-module.js';

/**
 * The lines of JavaScript or Python that use what {@link exportRun} gave and stands at the path.
 *
 * @example
 * const job = planJob('palindrome', { length: 5 });
 * console.log(usage('onnx', await taskOf(job.task), job, 'model.onnx'));
 */
export function usage(format: ExportFormat, task: Task, { model }: Pick<Job, 'model'>, path: string): string {
  return snippets[format](signatureOf(task), model, JSON.stringify(path));
}

type Snippet = (signature: Signature, model: ModelSettings, path: string) => string;

const snippets: Readonly<Record<ExportFormat, Snippet>> = {
  onnx(signature, _, path) {
    const { inputSize, targetKind } = signature;
    const lengths = readsLengths(signature);
    return `import * as ort from 'onnxruntime-node';
const session = await ort.InferenceSession.create(${path});
const inputs = new ort.Tensor('float32', numbers, [batch, time, ${inputSize}]);
${lengths ? "const lengths = new ort.Tensor('int32', stepsOfEach, [batch]);\n" : ''}const { ${answers(targetKind)} } = await session.run({ inputs${lengths ? ', lengths' : ''} });`;
  },
  keras: ({ inputSize, targetKind }, _, path) => `import keras
model = keras.models.load_model(${path})
${answers(targetKind)} = model.predict(inputs)  # [batch, time, ${inputSize}]`,
  pytorch: (signature, model, path) => pytorchModule(signature, model, path),
  'tfjs-layers': ({ inputSize, targetKind }, { kind }, path) => `import * as tf from '@tensorflow/tfjs';
${kind === 'gru' ? `import '@unrolled/cells/layers'; // its GRU\n` : ''}const model = await tf.loadLayersModel(${path.replace(/"$/, '/model.json"')}); // an address
const ${answers(targetKind)} = model.predict(inputs); // [batch, time, ${inputSize}]`,
  safetensors: ({ inputSize }, _, path) => `import { loadModel } from '@unrolled/tasks';
const model = await loadModel(${path});
const answers = await model.predict(inputs); // [sequences][time][${inputSize}]`,
};

const answers = (kind: Signature['targetKind']) => (kind === 'real' ? 'values' : 'probabilities');
