import type { BackendOptions, BackendRemark, Job } from '@unrolled/tasks';
import { asUsage } from './errors.js';
import { remark } from './render/print.js';

/** What there is to know about a backend, in words. */
export const describeRemark = ({ backend, isPassedOver, reason }: BackendRemark): string =>
  `backend ${backend}${isPassedOver ? ' passed over' : ''}: ${reason}`;

/**
 * Makes a backend ready, and says on stderr what there is to know about it.
 *
 * @throws UsageError if the one named is not installed, or does not run here
 */
export async function useBackend(choice: Job['backend'], options: BackendOptions = {}) {
  const { selectBackend } = await import('@unrolled/tasks');
  return selectBackend(choice, { remark: (told) => remark(describeRemark(told)), ...options }).catch(
    (error) => {
      throw asUsage(error);
    },
  );
}
