// What all kernels use. Included by no header and including none, so that NVRTC needs no
// toolkit; tests compile the same text as C++ for the processor (__CUDACC__ is then not set).
//
// T is the type activations are stored in: float, half or bfloat16 by LAB_T. Numbers are
// computed in float: get() after reading, put() before writing.
//
// A kernel begins with KERNEL(name), or BOUNDED(name, threads, blocks) where so many blocks have
// to fit on a multiprocessor. What is compiled is said before this text, by a macro IS_<name>
// for each: a kernel that is not wanted is a template that nobody uses, which costs next to nothing.
#define KERNEL(name) IS_##name()
#define BOUNDED(name, threads, blocks) IS_##name(__launch_bounds__(threads, blocks))

#if LAB_T == 0
typedef float T;
__device__ inline float get(T x) { return x; }
__device__ inline T put(float x) { return x; }
#elif LAB_T == 1
struct alignas(2) T { unsigned short bits; };
#ifdef __CUDACC__
__device__ inline float get(T x) { float y; asm("cvt.f32.f16 %0, %1;" : "=f"(y) : "h"(x.bits)); return y; }
__device__ inline T put(float x) { T y; asm("cvt.rn.f16.f32 %0, %1;" : "=h"(y.bits) : "f"(x)); return y; }
#else
inline float get(T x) { _Float16 y; __builtin_memcpy(&y, &x, 2); return y; }
inline T put(float x) { _Float16 y = x; T z; __builtin_memcpy(&z, &y, 2); return z; }
#endif
#else
struct alignas(2) T { unsigned short bits; };
__device__ inline float get(T x) { return __uint_as_float((unsigned)x.bits << 16); }
__device__ inline T put(float x) {  // to the nearest, ties to even; NaN stays NaN
  unsigned u = __float_as_uint(x);
  if ((u & 0x7fffffffu) > 0x7f800000u) return T{(unsigned short)(u >> 16 | 64)};
  return T{(unsigned short)((u + 0x7fffu + (u >> 16 & 1)) >> 16)};
}
#endif

// Every element of n once, shared out over all threads; beyond 2^30 i + stride is no int any more.
__device__ inline int after(int i, int n, unsigned stride) { return n - i > stride ? i + stride : n; }
#define EACH(i, n) \
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < (n); i = after(i, n, gridDim.x * blockDim.x))

// The sum over a block of 256 threads, the same in each, added in the same order every time.
__device__ inline float block_sum(float x) {
  __shared__ float parts[8];
  for (int step = 16; step; step >>= 1) x += __shfl_xor_sync(0xffffffffu, x, step);
  __syncthreads();
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = x;
  __syncthreads();
  float sum = 0;
  for (int k = 0; k < 8; ++k) sum += parts[k];
  return sum;
}

// Philox 4x64, ten rounds: the generator of engine/random.py, block by block. Word w of the
// stream of (seed, purpose, step, lane) is philox({w / 4 + 1, step, lane, 0}, ...)[w % 4].
struct Block { unsigned long long word[4]; };

__device__ inline Block philox(Block c, unsigned long long k0, unsigned long long k1) {
  const unsigned long long m0 = 0xD2E7470EE14C6C93ull, m1 = 0xCA5A826395121157ull;
  for (int round = 0; round < 10; ++round) {
    unsigned long long h0 = __umul64hi(m0, c.word[0]), l0 = m0 * c.word[0];
    unsigned long long h1 = __umul64hi(m1, c.word[2]), l1 = m1 * c.word[2];
    c = Block{{h1 ^ c.word[1] ^ k0, l1, h0 ^ c.word[3] ^ k1, l0}};
    k0 += 0x9E3779B97F4A7C15ull;
    k1 += 0xBB67AE8584CAA73Bull;
  }
  return c;
}

// A number in [0, 1) as NumPy draws it from one word.
__device__ inline double unit(unsigned long long word) { return (word >> 11) * 0x1p-53; }
