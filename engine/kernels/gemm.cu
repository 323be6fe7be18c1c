// C = alpha op(A) op(B) [+ beta C] without a library: A, B and C row by row, sums in float.
// A block computes 64 x 64 numbers of C in steps of 16 along k; a thread 4 x 4 of them, 16
// apart, so that neighbouring threads read and write neighbouring numbers.

struct GemmTile { int batch, row, column; float sum[4][4]; };

// 16 x 64 numbers of an operand into shared memory, zeros beyond its end. In memory they
// lie one after another along k, or along the other side.
__device__ inline void gemm_load(float (*to)[65], const T* from, int ld, bool along_k, int first,
                                 int extent, int k0, int k) {
  for (int s = threadIdx.x; s < 1024; s += 256) {
    int q = along_k ? s % 16 : s / 64, p = along_k ? s / 16 : s % 64;
    bool inside = first + p < extent && k0 + q < k;
    long long at = along_k ? (long long)(first + p) * ld + k0 + q : (long long)(k0 + q) * ld + first + p;
    to[q][p] = inside ? get(from[at]) : 0.f;
  }
}

__device__ inline GemmTile gemm_sum(const T* a, const T* b, int m, int n, int k, int lda, int ldb,
                                    int turn_a, int turn_b, int apart_a, int apart_b) {
  __shared__ float left[16][65], right[16][65];
  int across = (n + 63) / 64, down = (m + 63) / 64, tile = blockIdx.x % (across * down);
  int first_row = tile / across * 64, first_column = tile % across * 64;
  GemmTile t = {(int)blockIdx.x / (across * down), first_row + (int)threadIdx.x / 16,
            first_column + (int)threadIdx.x % 16, {}};
  a += (long long)t.batch * apart_a;
  b += (long long)t.batch * apart_b;
  for (int k0 = 0; k0 < k; k0 += 16) {
    gemm_load(left, a, lda, !turn_a, first_row, m, k0, k);
    gemm_load(right, b, ldb, turn_b, first_column, n, k0, k);
    __syncthreads();
    for (int q = 0; q < 16; ++q)
      for (int u = 0; u < 4; ++u)
        for (int v = 0; v < 4; ++v)
          t.sum[u][v] += left[q][threadIdx.x / 16 + 16 * u] * right[q][threadIdx.x % 16 + 16 * v];
    __syncthreads();
  }
  return t;
}

// The place in C of every number a thread has computed.
#define EACH_IN_C(at)                                              \
  for (int u = 0; u < 4; ++u)                                       \
    for (int v = 0; v < 4; ++v)                                     \
      if (t.row + 16 * u < m && t.column + 16 * v < n)              \
        if (long long at = (long long)t.batch * apart_c +           \
            (long long)(t.row + 16 * u) * ldc + t.column + 16 * v; true)

#define GEMM(name, C)                                                                        \
  KERNEL(name)(const T* a, const T* b, C* c, int m, int n, int k, int lda, \
                                  int ldb, int ldc, int turn_a, int turn_b, int batch,        \
                                  int apart_a, int apart_b, int apart_c, float alpha
#define GEMM_SUM GemmTile t = gemm_sum(a, b, m, n, k, lda, ldb, turn_a, turn_b, apart_a, apart_b)

GEMM(gemm_tiled, T)) {
  GEMM_SUM;
  EACH_IN_C(at) c[at] = put(alpha * t.sum[u][v]);
}
GEMM(gemm_tiled_add, T), float beta) {
  GEMM_SUM;
  EACH_IN_C(at) c[at] = put(alpha * t.sum[u][v] + beta * get(c[at]));
}
GEMM(gemm_tiled_exact, float)) {
  GEMM_SUM;
  EACH_IN_C(at) c[at] = alpha * t.sum[u][v];
}
GEMM(gemm_tiled_exact_add, float), float beta) {
  GEMM_SUM;
  EACH_IN_C(at) c[at] = alpha * t.sum[u][v] + beta * c[at];
}
