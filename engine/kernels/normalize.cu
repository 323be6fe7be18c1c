// Batch normalization and the function after it: y = f(z), z = slope (x - mean) + beta, so
// that z is never written. Going back, z and f'(z) are computed again from x.

// y = f(z)
template <class F, int W> __device__ inline void apply_norm(const T* x, const float* statistics,
    const float* beta, T* y, int rows, int c, int chunks, int stride) {
  by_channel<W>(rows, c, chunks, [=](Place p) {
    const Channels<W> channels(statistics, beta, p, c, stride);
    const long long at = (long long)p.run * rows * c + p.channel;
#pragma unroll 2
    for (int row = p.row; row < p.end; row += p.step) {
      float v[W];
      read<W>(v, x + at + (long long)row * c);
      for (int k = 0; k < W; ++k) v[k] = F::of(channels.z(v[k], k));
      write<W>(y + at + (long long)row * c, v);
    }
  });
}

// partial (R, chunks, 2, C): the sums of dz and of dz xhat, dz = dy f'(z)
template <class F, int W> __device__ inline void norm_sums(const T* x, const T* dy, const float* statistics,
    const float* beta, float* partial, int rows, int c, int chunks, int stride) {
  by_channel<W>(rows, c, chunks, [=](Place p) {
    const Channels<W> channels(statistics, beta, p, c, stride);
    const long long at = (long long)p.run * rows * c + p.channel;
    float sum[W] = {}, product[W] = {};
#pragma unroll 2
    for (int row = p.row; row < p.end; row += p.step) {
      float v[W], d[W];
      read<W>(v, x + at + (long long)row * c), read<W>(d, dy + at + (long long)row * c);
      for (int k = 0; k < W; ++k) {
        float dz = d[k] * F::slope(channels.z(v[k], k));
        sum[k] += dz, product[k] += dz * channels.xhat(v[k], k);
      }
    }
    fold<W>(sum, p), fold<W>(product, p);
    float* to = partial + (long long)blockIdx.x * 2 * c + p.channel;
    if (p.group == 0 && !p.idle)
      for (int k = 0; k < W; ++k) to[k] = sum[k], to[c + k] = product[k];
  });
}

// dx, as said in normalized.cuh
template <class F, int W> __device__ inline void norm_dx(const T* x, const T* dy, const float* statistics,
    const float* beta, const float* sums, T* dx, int rows, int c, int chunks, int stride) {
  by_channel<W>(rows, c, chunks, [=](Place p) {
    const Back<W> back(statistics, beta, sums, rows, p, c, stride);
    const long long at = (long long)p.run * rows * c + p.channel;
#pragma unroll 2
    for (int row = p.row; row < p.end; row += p.step) {
      float v[W], d[W];
      read<W>(v, x + at + (long long)row * c), read<W>(d, dy + at + (long long)row * c);
      for (int k = 0; k < W; ++k) d[k] = back.template dx<F>(v[k], d[k], k);
      write<W>(dx + at + (long long)row * c, d);
    }
  });
}

#define NORMALIZE(name, F) \
  KERNEL(name##_apply)(const T* x, const float* statistics, const float* beta, T* y, \
      int rows, int c, int chunks, int stride) { \
    BY_CHANNELS(c, (apply_norm<F, W>(x, statistics, beta, y, rows, c, chunks, stride))); \
  } \
  KERNEL(name##_sums)(const T* x, const T* dy, const float* statistics, \
      const float* beta, float* partial, int rows, int c, int chunks, int stride) { \
    BY_CHANNELS(c, (norm_sums<F, W>(x, dy, statistics, beta, partial, rows, c, chunks, stride))); \
  } \
  KERNEL(name##_dx)(const T* x, const T* dy, const float* statistics, \
      const float* beta, const float* sums, T* dx, int rows, int c, int chunks, int stride) { \
    BY_CHANNELS(c, (norm_dx<F, W>(x, dy, statistics, beta, sums, dx, rows, c, chunks, stride))); \
  }

NORMALIZE(batchnorm, Itself)
NORMALIZE(batchnorm_relu, Relu)
NORMALIZE(batchnorm_gelu, Gelu)
NORMALIZE(batchnorm_silu, Silu)

// outside training, where the statistics do not depend on x
KERNEL(batchnorm_dx_running)(const T* x, const T* dy, const float* statistics,
    const float* beta, T* dx, int rows, int c, int chunks, int stride) {
  BY_CHANNELS(c, (norm_dx<Itself, W>(x, dy, statistics, beta, 0, dx, rows, c, chunks, stride)));
}
