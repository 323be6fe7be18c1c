// What kernels of losses share: a warp goes over a row of scores.

#define EACH_ROW(row, rows) \
  for (int row = (blockIdx.x * blockDim.x + threadIdx.x) / 32; row < (rows); row += gridDim.x * blockDim.x / 32)
#define EACH_CLASS(k, classes) for (int k = threadIdx.x % 32; k < (classes); k += 32)
#define LOSS_ARGUMENTS \
  const T* scores, const int* target, const float* numbers, T* dscores, float* losses, int* right, \
  int rows, int n, int classes, float share

__device__ inline float warp_sum(float x) {
  for (int step = 16; step; step >>= 1) x += __shfl_xor_sync(0xffffffffu, x, step);
  return x;
}

// The greatest of some scores and the first place where it is; NaN is greater than all.
struct Best {
  float score; int place;
  __device__ void meet(float other, int at) {
    bool same = other == score || (other != other && score != score);
    bool more = other > score || (other != other && score == score);
    if (more || (same && at < place)) { score = other; place = at; }
  }
};

// Of a row without the class `left_out` (-1 for none), known to all lanes.
__device__ inline Best best(const T* s, int classes, int left_out) {
  Best b = {-__int_as_float(0x7f800000), 0x7fffffff};
  EACH_CLASS(k, classes) if (k != left_out) b.meet(get(s[k]), k);
  for (int step = 16; step; step >>= 1)
    b.meet(__shfl_xor_sync(0xffffffffu, b.score, step), __shfl_xor_sync(0xffffffffu, b.place, step));
  return b;
}

__device__ inline void tell(float loss, bool leads, float* losses, int* right, int row) {
  if (threadIdx.x % 32) return;
  losses[row] = loss;
  right[row] = leads;
}
