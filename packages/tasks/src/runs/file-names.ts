/** The files of a run that hold what came of it; everything else is there for the run to go on. */
export const recordFile = 'run.json';
export const modelFile = 'model.safetensors';
