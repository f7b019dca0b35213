#include "processor.h"

#if defined(__x86_64__)
#include <cpuid.h>

extern const Kernels avx512Kernels, avx2Kernels;

enum { FMA = 1u << 12, XSAVE = 1u << 27, AVX = 1u << 28 }; // leaf 1, ecx
enum { AVX2 = 1u << 5, AVX512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31 }; // leaf 7, ebx: F, DQ, BW, VL
enum { YMM = 0x06, ZMM = 0xe6 }; // registers that the system keeps

static bool has(unsigned bits, unsigned wanted) { return (bits & wanted) == wanted; }

// Asked by hand: __builtin_cpu_supports needs a runtime library that not every compiler brings.
const Kernels *const *kernelsHere(void) {
  static const Kernels *found[3];
  size_t count = 0;
  unsigned eax, ebx, ecx, edx, leaf7 = 0;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !has(ecx, FMA | XSAVE | AVX)) return found;
  if (__get_cpuid_count(7, 0, &eax, &ebx, &(unsigned){0}, &edx)) leaf7 = ebx;
  unsigned kept, high;
  __asm__("xgetbv" : "=a"(kept), "=d"(high) : "c"(0));
  if (has(kept, ZMM) && has(leaf7, AVX512 | AVX2)) found[count++] = &avx512Kernels;
  if (has(kept, YMM) && has(leaf7, AVX2)) found[count++] = &avx2Kernels;
  found[count] = NULL;
  return found;
}
#elif defined(__aarch64__)
extern const Kernels neonKernels;

const Kernels *const *kernelsHere(void) {
  static const Kernels *const found[] = {&neonKernels, NULL};
  return found;
}
#endif
