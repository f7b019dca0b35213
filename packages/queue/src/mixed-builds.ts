import { buildOf, type RunRecord } from '@unrolled/tasks';

/** Says once of every further build that computes runs which are to be compared: their last digits differ. */
export function buildsSeen(remark: (text: string) => void) {
  const seen = new Set<string>();
  return {
    see(record: Pick<RunRecord, 'backend' | 'versions'>, host: string | undefined): void {
      const build = buildOf(record);
      if (seen.has(build)) return;
      if (seen.size > 0)
        remark(
          `runs of different builds mix, and differ in their last digits: ${build}${host ? ` on ${host}` : ''}, before that ${[...seen].at(-1)}`,
        );
      seen.add(build);
    },
  };
}
