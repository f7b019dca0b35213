// Runs every function on random shapes, each tensor in a block of its own, and holds that
//   - nothing is written outside the tensors, of which the guards around them tell, or the address sanitizer;
//   - the same bits come out of every instruction set and number of threads, and whatever was in memory before.
// Prints a digest of all results: another compiler or processor must print the same.
//
//   check CASES [SEED]
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "functions.h"
#include "processor.h"

#ifdef __SANITIZE_ADDRESS__
#define GUARD 0
#else
#define GUARD 256
#endif

static uint64_t state;

/** splitmix64 */
static uint64_t draw(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

/** Mostly small, at times up to 70. */
static size_t drawSize(void) {
  const size_t most = draw() % 4 ? 1 + draw() % 20 : 70;
  return 1 + draw() % most;
}

typedef struct {
  const char *name;
  float *values;
  size_t floats;
} Tensor;

typedef struct {
  Tensor tensors[2 * MOST_PARAMETERS];
  size_t count;
  uint8_t guard; // what is in memory before
} Case;

static void stop(const Function *function, const char *what, const char *name) {
  fprintf(stderr, "check: %s: %s %s\n", function->name, what, name);
  exit(1);
}

static void *guarded(size_t bytes, uint8_t guard) {
  uint8_t *block = malloc(bytes + 2 * GUARD);
  if (!block) abort();
  memset(block, guard, bytes + 2 * GUARD);
  return block + GUARD;
}

static void requireGuards(const Function *function, const char *name, const void *area, size_t bytes, uint8_t guard) {
  const uint8_t *block = (const uint8_t *)area - GUARD;
  const size_t guards = GUARD;
  for (size_t i = 0; i < guards; i++)
    if (block[i] != guard || block[GUARD + bytes + i] != guard) stop(function, "wrote outside", name);
}

static void release(void *area) { free((uint8_t *)area - GUARD); }

static Tensor *find(Case *drawn, const char *name) {
  for (size_t i = 0; i < drawn->count; i++)
    if (strcmp(drawn->tensors[i].name, name) == 0) return &drawn->tensors[i];
  return NULL;
}

static bool isWritten(const Function *function, const char *name) {
  const bool isBackward = strstr(function->name, "Backward") != NULL;
  if (strncmp(name, "new", 3) == 0 || strcmp(name, "out") == 0 || strcmp(name, "loss") == 0) return true;
  if (strcmp(name, "accuracy") == 0 || strcmp(name, "dLogits") == 0) return true;
  if (isBackward)
    return name[0] == 'd' && name[1] < 'a' && strcmp(name, "dHidden") != 0 && strcmp(name, "dCell") != 0;
  return strcmp(name, "hidden") == 0 || strcmp(name, "cell") == 0 || strcmp(name, "reserve") == 0;
}

/** In [−1, 1) by 2⁻¹⁰, or for a mask 0 or 1; second moments are not negative, nor is the class of a row. */
static void fill(Tensor *tensor) {
  const bool isMask = strcmp(tensor->name, "mask") == 0 || strcmp(tensor->name, "weights") == 0;
  const bool isSquare = strcmp(tensor->name, "second") == 0 || strcmp(tensor->name, "meanSquare") == 0 || strcmp(tensor->name, "targets") == 0;
  for (size_t i = 0; i < tensor->floats; i++) {
    const float value = (float)((int64_t)(draw() % 2048) - 1024) / 1024;
    tensor->values[i] = isMask ? draw() % 4 != 0 : isSquare ? value * value : value;
  }
}

static void drawCounts(const Function *function, Call *call) {
  for (size_t i = 0; i < function->parameterCount; i++) {
    const Parameter *parameter = &function->parameters[i];
    char *at = (char *)call + parameter->offset;
    if (parameter->kind == COUNT) *(size_t *)at = drawSize();
    if (parameter->kind == CODE) *(int *)at = (int)(draw() % 6) - 1;
    if (parameter->kind == FLAG) *(bool *)at = draw() % 2;
    if (parameter->kind == NUMBER) *(double *)at = (double)(1 + draw() % 8) / 16;
  }
  if (strncmp(function->name, "linearScan", 10) == 0 && call->sequence.complex) call->sequence.units *= 2;
  if (strcmp(function->name, "matmul") != 0) return;
  Matmul *matmul = &call->matmul;
  const bool a = draw() % 2, b = draw() % 2;
  if (draw() % 16 == 0) matmul->depth += 200 + draw() % 100; // more than a block
  matmul->aRow = a ? 1 : matmul->depth, matmul->aDepth = a ? matmul->rows : 1;
  matmul->bDepth = b ? 1 : matmul->columns, matmul->bColumn = b ? matmul->depth : 1;
}

/** What is optional may be absent; a bias has a gradient exactly if it is there. */
static bool isLeftOut(Case *drawn, const char *name) {
  if (strcmp(name, "dBias") == 0) return !find(drawn, "bias");
  if (strcmp(name, "dRecurrentBias") == 0) return !find(drawn, "recurrentBias");
  return draw() % 3 == 0;
}

/** Gives the call its tensors: those that are there by name, others drawn anew. */
static void giveTensors(const Function *function, const Kernels *kernels, Case *drawn, Call *call) {
  for (size_t i = 0; i < function->parameterCount; i++) {
    const Parameter *parameter = &function->parameters[i];
    if (parameter->kind != TENSOR) continue;
    Tensor *tensor = find(drawn, parameter->name);
    if (!tensor && strchr(parameter->size, '?') && isLeftOut(drawn, parameter->name)) continue;
    if (!tensor) {
      const size_t floats = (size_t)function->floats(function, kernels, call, parameter->size);
      tensor = &drawn->tensors[drawn->count++];
      *tensor = (Tensor){parameter->name, guarded(floats * sizeof(float), drawn->guard), floats};
      if (!isWritten(function, parameter->name)) fill(tensor);
    }
    *(void **)((char *)call + parameter->offset) = tensor->values;
  }
}

static void runIn(const Function *function, const Kernels *kernels, Case *drawn, Call *call, Pool *pool) {
  for (size_t i = 0; i < function->parameterCount; i++) {
    const Parameter *parameter = &function->parameters[i];
    if (parameter->kind != SCRATCH) continue;
    void **scratch = (void **)((char *)call + parameter->offset);
    *scratch = NULL;
    const size_t bytes = (size_t)function->run(function, kernels, call, pool);
    *scratch = guarded(bytes, drawn->guard);
    function->run(function, kernels, call, pool);
    requireGuards(function, "scratch", *scratch, bytes, drawn->guard);
    release(*scratch);
    return;
  }
  function->run(function, kernels, call, pool);
}

static uint64_t digestOf(const Case *drawn) {
  uint64_t digest = 0xcbf29ce484222325;
  for (size_t i = 0; i < drawn->count; i++)
    for (size_t j = 0; j < drawn->tensors[i].floats; j++) {
      uint32_t bits;
      memcpy(&bits, &drawn->tensors[i].values[j], sizeof bits);
      if ((bits & 0x7fffffff) > 0x7f800000) bits = 0x7fc00000; // processors differ in the sign of their NaN
      digest = (digest ^ bits) * 0x100000001b3;
    }
  return digest;
}

/** A function, and behind a forward pass the backward one, with everything as the seed says. */
static uint64_t runCase(size_t index, uint64_t seed, const Kernels *kernels, Pool *pool, uint8_t guard) {
  state = seed;
  Case drawn = {.count = 0, .guard = guard};
  Call call;
  memset(&call, 0, sizeof call);
  const Function *function = &functions[index];
  drawCounts(function, &call);
  giveTensors(function, kernels, &drawn, &call);
  runIn(function, kernels, &drawn, &call, pool);
  if (strstr(function->name, "Forward")) {
    function++;
    giveTensors(function, kernels, &drawn, &call);
    runIn(function, kernels, &drawn, &call, pool);
  }
  for (size_t i = 0; i < drawn.count; i++)
    requireGuards(function, drawn.tensors[i].name, drawn.tensors[i].values, drawn.tensors[i].floats * sizeof(float), guard);
  const uint64_t digest = digestOf(&drawn);
  for (size_t i = 0; i < drawn.count; i++) release(drawn.tensors[i].values);
  return digest;
}

int main(int argc, char **argv) {
  const size_t cases = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
  const uint64_t seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
  Pool *pool = createPool();
  if (!pool) return 1;
  uint64_t total = 0;
  for (size_t i = 0; i < cases; i++) {
    size_t index = i % functionCount;
    while (strstr(functions[index].name, "Backward")) index--;
    const uint64_t caseSeed = seed * 1000003 + i;
    setThreads(pool, 1);
    const uint64_t digest = runCase(index, caseSeed, *kernelsHere(), pool, 0xff);
    for (const Kernels *const *kernels = kernelsHere(); *kernels; kernels++) {
      setThreads(pool, 1 + (i + 1) % 4);
      if (runCase(index, caseSeed, *kernels, pool, 0) != digest) {
        fprintf(stderr, "check: %s: case %zu differs for %s on %zu threads\n", functions[index].name, i, (*kernels)->name, threadsOf(pool));
        return 1;
      }
    }
    total = total * 31 + digest;
  }
  closePool(pool);
  printf("%zu cases:", cases);
  for (const Kernels *const *kernels = kernelsHere(); *kernels; kernels++) printf(" %s", (*kernels)->name);
  printf(", digest %016llx\n", (unsigned long long)total);
  return 0;
}
