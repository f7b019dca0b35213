/** What a trained model can be exported as: what reads it, and how its file's name ends; a folder has no ending. */
export const exportFormats = {
  onnx: { ending: '.onnx', reader: 'ONNX Runtime, in any language' },
} as const;

export type ExportFormat = keyof typeof exportFormats;
export const exportFormatNames = Object.keys(exportFormats) as ExportFormat[];
