// Mean and sum of squared distances from it, M2, of numbers that come in batches. Neither
// sums of squares nor a guess of the mean is needed, so nothing cancels: Chan, Golub & LeVeque
// 1983, https://doi.org/10.1080/00031305.1983.10483115.
struct Moments {
  float n, mean, m2;

  // Take in k numbers with their own mean and M2: n M2' = ... + delta^2 n k / (n + k).
  __device__ void join(float k, float other_mean, float other_m2) {
    if (k == 0.f) return;
    float part = k / (n + k), delta = other_mean - mean;
    mean += delta * part;
    m2 += other_m2 + delta * delta * n * part;
    n += k;
  }
};

const int MOMENT_ROWS = 8;  // rows that a thread holds in registers at once

// The moments of the rows of a chunk by channel: read(place, row, values) gives W numbers of a
// row. Written to partial (R, chunks, 2, C): means, then M2.
template <int W, class Read>
__device__ inline void chunk_moments(float* partial, int rows, int c, int chunks, Read read_row) {
  by_channel<W>(rows, c, chunks, [=](Place p) {
    Moments m[W] = {};
    for (int row = p.row; row < p.end; row += MOMENT_ROWS * p.step) {
      float x[MOMENT_ROWS][W];
      int held = min(MOMENT_ROWS, (p.end - row + p.step - 1) / p.step);
#pragma unroll
      for (int j = 0; j < MOMENT_ROWS; ++j)
        if (j < held) read_row(p, row + j * p.step, x[j]);
      for (int k = 0; k < W; ++k) {
        float mean = 0, m2 = 0;
#pragma unroll
        for (int j = 0; j < MOMENT_ROWS; ++j) if (j < held) mean += x[j][k];
        mean /= held;
#pragma unroll
        for (int j = 0; j < MOMENT_ROWS; ++j) if (j < held) m2 += (x[j][k] - mean) * (x[j][k] - mean);
        m[k].join(held, mean, m2);
      }
    }
    __shared__ Moments parts[256 * W];
    __syncthreads();
    for (int k = 0; k < W; ++k) parts[k * 256 + threadIdx.x] = m[k];
    __syncthreads();
    if (p.group != 0 || p.idle) return;
    float* to = partial + (long long)blockIdx.x * 2 * c + p.channel;
    for (int k = 0; k < W; ++k) {
      for (int g = 1; g < p.step; ++g) {
        const Moments& other = parts[k * 256 + g * p.width + threadIdx.x];
        m[k].join(other.n, other.mean, other.m2);
      }
      to[k] = m[k].mean, to[c + k] = m[k].m2;
    }
  });
}

// Second stage: the moments of all rows, for 16 channels a block as in sum_chunks.
__device__ inline Moments join_chunks(const float* partial, int rows, int c, int chunks, int& run, int& channel) {
  __shared__ Moments parts[256];
  const int tiles = (c + SUM_TILE - 1) / SUM_TILE;
  run = blockIdx.x / tiles, channel = blockIdx.x % tiles * SUM_TILE + threadIdx.x % SUM_TILE;
  Moments m = {};
  if (channel < c)
    for (int k = threadIdx.x / SUM_TILE; k < chunks; k += 256 / SUM_TILE) {
      const float* from = partial + ((long long)run * chunks + k) * 2 * c + channel;
      m.join(share_of(k, rows, chunks), from[0], from[c]);
    }
  parts[threadIdx.x] = m;
  __syncthreads();
  if (threadIdx.x < SUM_TILE)
    for (int g = 1; g < 256 / SUM_TILE; ++g) {
      const Moments& other = parts[g * SUM_TILE + threadIdx.x];
      m.join(other.n, other.mean, other.m2);
    }
  return m;
}
