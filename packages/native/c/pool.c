#include "pool.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include "thread.h"

#define MOST_THREADS 256
/** How often a thread looks for work before it sleeps: some ten microseconds, in which a kernel's next part comes. */
#define LOOKS 2000

typedef struct {
  void (*work)(const void *, size_t, size_t);
  const void *context;
  size_t parts;
} Job;

struct Pool {
  Lock lock;
  Signal posted, finished;
  Thread threads[MOST_THREADS];
  size_t wanted, started;
  Job job;
  /** Counts the jobs, and what a thread that looks for work watches. */
  atomic_size_t posts;
  /** Whether a thread that comes now may still take part, and how many do. */
  bool open, closing;
  size_t taking;
  atomic_size_t next;
};

typedef struct {
  Pool *pool;
  size_t worker;
} Start;

static void takeParts(Pool *pool, const Job *job, size_t worker) {
  for (size_t part; (part = atomic_fetch_add(&pool->next, 1)) < job->parts;) job->work(job->context, part, worker);
}

static void runWorker(void *argument) {
  const Start start = *(Start *)argument;
  free(argument);
  Pool *pool = start.pool;
  size_t seen = 0;
  for (;;) {
    for (int look = 0; look < LOOKS && atomic_load(&pool->posts) == seen; look++) relax();
    acquire(&pool->lock);
    while (atomic_load(&pool->posts) == seen && !pool->closing) await(&pool->posted, &pool->lock);
    seen = atomic_load(&pool->posts);
    const bool ending = pool->closing, taking = pool->open && start.worker < pool->wanted;
    const Job job = pool->job;
    pool->taking += taking;
    release(&pool->lock);
    if (ending) return;
    if (!taking) continue;
    takeParts(pool, &job, start.worker);
    acquire(&pool->lock);
    if (--pool->taking == 0) wake(&pool->finished);
    release(&pool->lock);
  }
}

Pool *createPool(void) {
  Pool *pool = calloc(1, sizeof *pool);
  if (!pool) return NULL;
  pool->wanted = 1;
  startLock(&pool->lock);
  startSignal(&pool->posted);
  startSignal(&pool->finished);
  return pool;
}

void setThreads(Pool *pool, size_t threads) {
  acquire(&pool->lock);
  pool->wanted = threads < 1 ? 1 : threads > MOST_THREADS ? MOST_THREADS : threads;
  release(&pool->lock);
}

size_t threadsOf(const Pool *pool) { return pool->wanted; }

/** Worker n is thread n − 1; the caller is worker 0. Where the system gives no more, there are fewer. */
static void startThreads(Pool *pool, size_t threads) {
  while (pool->started + 1 < threads) {
    Start *start = malloc(sizeof *start);
    if (!start) return;
    *start = (Start){pool, pool->started + 1};
    if (!startThread(&pool->threads[pool->started], runWorker, start)) {
      free(start);
      return;
    }
    pool->started++;
  }
}

void parallel(Pool *pool, size_t parts, void (*work)(const void *, size_t, size_t), const void *context) {
  const size_t threads = parts < pool->wanted ? parts : pool->wanted;
  const Job job = {work, context, parts};
  if (threads <= 1) {
    for (size_t part = 0; part < parts; part++) work(context, part, 0);
    return;
  }
  startThreads(pool, threads);
  acquire(&pool->lock);
  pool->job = job;
  atomic_store(&pool->next, 0);
  pool->open = true;
  atomic_fetch_add(&pool->posts, 1);
  wake(&pool->posted);
  release(&pool->lock);
  takeParts(pool, &job, 0);
  // Who has not come by now need not: all parts are taken.
  acquire(&pool->lock);
  pool->open = false;
  while (pool->taking > 0) await(&pool->finished, &pool->lock);
  release(&pool->lock);
}

void closePool(Pool *pool) {
  acquire(&pool->lock);
  pool->closing = true;
  wake(&pool->posted);
  release(&pool->lock);
  for (size_t i = 0; i < pool->started; i++) joinThread(pool->threads[i]);
  endSignal(&pool->finished);
  endSignal(&pool->posted);
  endLock(&pool->lock);
  free(pool);
}
