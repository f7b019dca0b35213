import { runDirectory } from '@unrolled/tasks/node';

/** What a run came to, to the last bit: all that is kept of it but how long it took and where it lies. */
export async function bits(run: string) {
  const store = runDirectory(run);
  const { result, ...record } = (await store.readRecord())!;
  const { seconds, run: _, ...scores } = result!;
  return { record, scores, model: Buffer.from((await store.readModelFile())!).toString('base64') };
}
