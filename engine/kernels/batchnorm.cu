// Batch normalization of x (R, rows, C), m = rows numbers a channel of a run. Statistics are
// (R, 3, C): mean, inverse = 1 / sqrt(var + eps), slope = gamma inverse. Arrays of weights and
// running statistics have their runs `stride` apart. A null gamma is 1.

// means and M2 of each chunk
template <int W> __device__ inline void moments_of(const T* x, float* partial, int rows, int c, int chunks) {
  chunk_moments<W>(partial, rows, c, chunks, [=](const Place& p, int row, float* to) {
    read<W>(to, x + ((long long)p.run * rows + row) * c + p.channel);
  });
}
BOUNDED(batchnorm_partial, 256, 3)(const T* x, float* partial, int rows, int c, int chunks) {
  BY_CHANNELS(c, moments_of<W>(x, partial, rows, c, chunks));
}

__device__ inline void put_statistics(float* to, int c, float mean, float inverse, float gamma) {
  to[0] = mean, to[c] = inverse, to[2 * c] = gamma * inverse;
}

// var = M2 / m; running <- momentum running + (1 - momentum) batch, with M2 / (m - 1)
__device__ inline void batch_statistics(const float* partial, const float* gamma, float* statistics,
    float* mean, float* var, int rows, int c, int chunks, int stride, int norms, float momentum, float eps) {
  int run, channel;
  Moments m = join_chunks(partial, rows, c, chunks, run, channel);
  if (threadIdx.x >= SUM_TILE || channel >= c) return;
  const long long at = (long long)run * norms + channel;
  mean[at] = momentum * mean[at] + (1.f - momentum) * m.mean;
  var[at] = momentum * var[at] + (1.f - momentum) * (m.m2 / max(1, rows - 1));
  put_statistics(statistics + (long long)run * 3 * c + channel, c, m.mean, 1.f / sqrtf(m.m2 / rows + eps),
                 gamma ? gamma[(long long)run * stride + channel] : 1.f);
}
KERNEL(batchnorm_statistics)(const float* partial, float* statistics, float* mean,
    float* var, int rows, int c, int chunks, int norms, float momentum, float eps) {
  batch_statistics(partial, 0, statistics, mean, var, rows, c, chunks, 0, norms, momentum, eps);
}
KERNEL(batchnorm_statistics_scaled)(const float* partial, const float* gamma,
    float* statistics, float* mean, float* var, int rows, int c, int chunks, int stride, int norms,
    float momentum, float eps) {
  batch_statistics(partial, gamma, statistics, mean, var, rows, c, chunks, stride, norms, momentum, eps);
}

// outside training: the running statistics instead; i counts the channels of all runs
__device__ inline void running_statistics(const float* gamma, const float* mean, const float* var,
    float* statistics, int n, int c, int stride, int norms, float eps) {
  EACH(i, n) {
    const int run = i / c, channel = i % c;
    const long long at = (long long)run * norms + channel;
    put_statistics(statistics + (long long)run * 3 * c + channel, c, mean[at], 1.f / sqrtf(var[at] + eps),
                   gamma ? gamma[(long long)run * stride + channel] : 1.f);
  }
}
KERNEL(batchnorm_running)(const float* mean, const float* var, float* statistics,
    int n, int c, int norms, float eps) {
  running_statistics(0, mean, var, statistics, n, c, 0, norms, eps);
}
KERNEL(batchnorm_running_scaled)(const float* gamma, const float* mean, const float* var,
    float* statistics, int n, int c, int stride, int norms, float eps) {
  running_statistics(gamma, mean, var, statistics, n, c, stride, norms, eps);
}

// sums (R, 2, C) of partial (R, chunks, 2, C): dbeta = sum dz and dgamma = sum dz xhat
__device__ inline void gradients(const float* partial, float* sums, float* dgamma, float* dbeta,
    int c, int chunks, int stride) {
  int run, column;
  float sum = sum_chunks(partial, chunks, 2 * c, run, column);
  if (threadIdx.x >= SUM_TILE || column >= 2 * c) return;
  sums[(long long)run * 2 * c + column] = sum;
  const long long at = (long long)run * stride;
  if (column < c) dbeta[at + column] = sum;
  else if (dgamma) dgamma[at + column - c] = sum;
}
KERNEL(batchnorm_gradients)(const float* partial, float* sums, float* dbeta,
    int c, int chunks, int stride) {
  gradients(partial, sums, 0, dbeta, c, chunks, stride);
}
KERNEL(batchnorm_gradients_scaled)(const float* partial, float* sums, float* dgamma,
    float* dbeta, int c, int chunks, int stride) {
  gradients(partial, sums, dgamma, dbeta, c, chunks, stride);
}
