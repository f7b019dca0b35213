/** What trains, asks and measures models, and what shows it: everything that loads tfjs. */
export * from '@unrolled/charts';
export * from '@unrolled/tasks';
export * from '@unrolled/tasks/node';
