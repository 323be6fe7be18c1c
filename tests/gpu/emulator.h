// Enough of CUDA C to run the kernels on a processor: blocks one after another, the threads
// of a block as coroutines that change places wherever a kernel synchronizes. `backwards`
// runs them in the opposite order, so that a missing barrier gives another result.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <ucontext.h>
#include <vector>

#define __global__ __attribute__((noinline))
#define __device__
#define __host__
#define __forceinline__ inline
#define __restrict__
#define __launch_bounds__(...)
#define __shared__ static
#define __align__(n) alignas(n)

struct dim { int x, y = 1, z = 1; };
static dim threadIdx, blockIdx, blockDim, gridDim;

namespace emulator {
struct Thread { ucontext_t context; bool done; };
static std::vector<Thread> threads;
static std::vector<char> stacks;
static ucontext_t home;
static std::function<void()> body;
static bool backwards;
static unsigned long long lanes[1024];
const size_t STACK = 32 << 10;

static void pause() { int me = threadIdx.x; swapcontext(&threads[me].context, &home); threadIdx.x = me; }
static void begin() { int me = threadIdx.x; body(); threads[me].done = true; swapcontext(&threads[me].context, &home); }

static void run(int blocks, int size, std::function<void()> kernel, bool order) {
  body = kernel; backwards = order; gridDim.x = blocks; blockDim.x = size;
  threads.resize(size); stacks.resize(size * STACK);
  for (int block = 0; block < blocks; ++block) {
    blockIdx.x = backwards ? blocks - 1 - block : block;
    for (int t = 0; t < size; ++t) {
      getcontext(&threads[t].context);
      threads[t].done = false;
      threads[t].context.uc_stack.ss_sp = &stacks[t * STACK];
      threads[t].context.uc_stack.ss_size = STACK;
      threads[t].context.uc_link = &home;
      makecontext(&threads[t].context, begin, 0);
    }
    for (bool left = true; left;) {
      left = false;
      for (int k = 0; k < size; ++k) {
        int t = backwards ? size - 1 - k : k;
        if (threads[t].done) continue;
        threadIdx.x = t;
        swapcontext(&home, &threads[t].context);
        left |= !threads[t].done;
      }
    }
  }
}
}  // namespace emulator

inline void __syncthreads() { emulator::pause(); }
inline void __syncwarp(unsigned = ~0u) { emulator::pause(); }
inline void __threadfence() {}
inline void __threadfence_system() {}

// All lanes of a warp have to call it; between the two pauses every lane has written.
template <class V> inline V shuffle(V value, int from) {
  unsigned long long raw = 0;
  __builtin_memcpy(&raw, &value, sizeof value);
  int me = threadIdx.x;
  emulator::pause();
  emulator::lanes[me] = raw;
  emulator::pause();
  raw = emulator::lanes[(me & ~31) | (from & 31)];
  __builtin_memcpy(&value, &raw, sizeof value);
  return value;
}
template <class V> inline V __shfl_xor_sync(unsigned, V v, int k) { return shuffle(v, (threadIdx.x & 31) ^ k); }
template <class V> inline V __shfl_sync(unsigned, V v, int k) { return shuffle(v, k); }
template <class V> inline V __shfl_down_sync(unsigned, V v, int k) {
  int to = (threadIdx.x & 31) + k;
  return shuffle(v, to < 32 ? to : threadIdx.x & 31);
}

inline float __uint_as_float(unsigned u) { float f; __builtin_memcpy(&f, &u, 4); return f; }
inline unsigned __float_as_uint(float f) { unsigned u; __builtin_memcpy(&u, &f, 4); return u; }
inline float __int_as_float(int u) { return __uint_as_float((unsigned)u); }
inline int __float_as_int(float f) { return (int)__float_as_uint(f); }
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
  return (unsigned long long)((unsigned __int128)a * b >> 64);
}
inline int atomicAdd(int* p, int v) { int was = *p; *p += v; return was; }
template <class V> inline V __ldg(const V* p) { return *p; }
using std::max;
using std::min;
