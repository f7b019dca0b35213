import { runDirectory } from '@unrolled/tasks/node';

/** What a run came to, to the last bit: all that is kept of it but when and where. */
export async function bits(run: string) {
  const store = runDirectory(run);
  const { result, started, ended, ...record } = (await store.readRecord())!;
  const { seconds, run: _, ...scores } = result!;
  return { record, scores, model: Buffer.from((await store.readModelFile())!).toString('base64') };
}
