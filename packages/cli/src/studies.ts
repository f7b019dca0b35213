/** What the commands of `unrolled analyze` compute and show; loads no tfjs. */
export * from '@unrolled/analysis';
export * from '@unrolled/charts';
