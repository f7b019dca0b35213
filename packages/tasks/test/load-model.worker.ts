import '@tensorflow/tfjs-backend-cpu';
import { loadModel, type ModelInputs } from '../src/index.js';

self.onmessage = async ({ data }: MessageEvent<{ file: Blob; sequences: ModelInputs }>) => {
  const model = await loadModel(data.file);
  self.postMessage(await model.predict(data.sequences));
};
