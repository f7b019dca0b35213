/** What a trained model can be exported as: what reads it, and how the name of its file or folder ends. */
export const exportFormats = {
  onnx: { ending: '.onnx', reader: 'ONNX Runtime, in any language' },
  keras: { ending: '.keras', reader: 'keras.models.load_model of Keras 3' },
  pytorch: { ending: '.pt', reader: 'torch.load' },
  'tfjs-layers': { ending: '-tfjs', reader: 'tf.loadLayersModel of TensorFlow.js' },
  safetensors: {
    ending: '.safetensors',
    reader: 'loadModel of @unrolled/tasks, and whatever reads safetensors',
  },
} as const;

export type ExportFormat = keyof typeof exportFormats;
export const exportFormatNames = Object.keys(exportFormats) as ExportFormat[];
