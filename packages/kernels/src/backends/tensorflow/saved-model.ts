/** Has the backend load a SavedModel, which it takes from a folder alone; nothing of that stays. */
export function loadSavedModel(
  backend: { loadSavedModelMetaGraph(folder: string, tags: string): number },
  model: Uint8Array,
): number {
  const { mkdtempSync, rmSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const { join } = process.getBuiltinModule('node:path');
  const { tmpdir } = process.getBuiltinModule('node:os');
  const folder = mkdtempSync(join(tmpdir(), 'unrolled-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), model);
    return backend.loadSavedModelMetaGraph(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
