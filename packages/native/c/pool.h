#pragma once
#include <stddef.h>

/** Threads that wait for work; each caller has a pool of its own. */
typedef struct Pool Pool;

/** @returns null where there is no memory */
Pool *createPool(void);
/** How many threads work from now on, the caller among them. They start when there is something to do. */
void setThreads(Pool *, size_t threads);
size_t threadsOf(const Pool *);
/** Ends the threads and waits until they have ended. */
void closePool(Pool *);

/**
 * work(context, part, worker) for every part below `parts`, each once, on at most as many threads as there are parts.
 * `worker` is below threadsOf(pool), and no two calls at a time have the same.
 */
void parallel(Pool *, size_t parts, void (*work)(const void *context, size_t part, size_t worker), const void *context);
