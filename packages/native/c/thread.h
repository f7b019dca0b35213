// Threads, locks and signals of POSIX and of Windows under one name.
#pragma once
#include <stdbool.h>

/** Tells the processor that this thread only waits. */
static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

#ifdef _WIN32
#include <windows.h>

typedef SRWLOCK Lock;
typedef CONDITION_VARIABLE Signal;
typedef struct {
  HANDLE handle;
} Thread;

static inline void startLock(Lock *lock) { InitializeSRWLock(lock); }
static inline void acquire(Lock *lock) { AcquireSRWLockExclusive(lock); }
static inline void release(Lock *lock) { ReleaseSRWLockExclusive(lock); }
static inline void endLock(Lock *lock) { (void)lock; }
static inline void startSignal(Signal *signal) { InitializeConditionVariable(signal); }
static inline void await(Signal *signal, Lock *lock) { SleepConditionVariableSRW(signal, lock, INFINITE, 0); }
static inline void wake(Signal *signal) { WakeAllConditionVariable(signal); }
static inline void endSignal(Signal *signal) { (void)signal; }

typedef struct {
  void (*run)(void *);
  void *argument;
} Body;
static DWORD WINAPI runBody(void *body) {
  const Body copy = *(Body *)body;
  HeapFree(GetProcessHeap(), 0, body);
  copy.run(copy.argument);
  return 0;
}
static inline bool startThread(Thread *thread, void (*run)(void *), void *argument) {
  Body *body = HeapAlloc(GetProcessHeap(), 0, sizeof *body);
  if (!body) return false;
  *body = (Body){run, argument};
  thread->handle = CreateThread(NULL, 0, runBody, body, 0, NULL);
  if (!thread->handle) HeapFree(GetProcessHeap(), 0, body);
  return thread->handle != NULL;
}
static inline void joinThread(Thread thread) {
  WaitForSingleObject(thread.handle, INFINITE);
  CloseHandle(thread.handle);
}
#else
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

typedef pthread_mutex_t Lock;
typedef pthread_cond_t Signal;
typedef pthread_t Thread;

static inline void startLock(Lock *lock) { pthread_mutex_init(lock, NULL); }
static inline void acquire(Lock *lock) { pthread_mutex_lock(lock); }
static inline void release(Lock *lock) { pthread_mutex_unlock(lock); }
static inline void endLock(Lock *lock) { pthread_mutex_destroy(lock); }
static inline void startSignal(Signal *signal) { pthread_cond_init(signal, NULL); }
static inline void await(Signal *signal, Lock *lock) { pthread_cond_wait(signal, lock); }
static inline void wake(Signal *signal) { pthread_cond_broadcast(signal); }
static inline void endSignal(Signal *signal) { pthread_cond_destroy(signal); }

typedef struct {
  void (*run)(void *);
  void *argument;
} Body;
static void *runBody(void *body) {
  const Body copy = *(Body *)body;
  free(body);
  copy.run(copy.argument);
  return NULL;
}
/** Signals of the process stay with the threads that it had. */
static inline bool startThread(Thread *thread, void (*run)(void *), void *argument) {
  Body *body = malloc(sizeof *body);
  if (!body) return false;
  *body = (Body){run, argument};
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const bool started = pthread_create(thread, NULL, runBody, body) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!started) free(body);
  return started;
}
static inline void joinThread(Thread thread) { pthread_join(thread, NULL); }
#endif
