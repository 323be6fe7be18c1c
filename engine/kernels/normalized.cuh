// What kernels around batch normalization share: z = slope (x - mean) + beta by statistics
// (R, 3, C), mean, inverse = 1 / sqrt(var + eps) and slope = gamma inverse.

// What a thread keeps of its channels.
template <int W> struct Channels {
  float mean[W], inverse[W], slope[W], beta[W];

  __device__ Channels(const float* statistics, const float* shift, const Place& p, int c, int stride) {
    const float* from = statistics + (long long)p.run * 3 * c + p.channel;
    read_floats<W>(mean, from), read_floats<W>(inverse, from + c), read_floats<W>(slope, from + 2 * c);
    read_floats<W>(beta, shift + (long long)p.run * stride + p.channel);
  }
  __device__ float z(float x, int k) const { return slope[k] * (x - mean[k]) + beta[k]; }
  __device__ float xhat(float x, int k) const { return inverse[k] * (x - mean[k]); }
};

// And on the way back: dx = slope (dz - mean(dz) - xhat mean(dz xhat)), dz = dy f'(z), written
// as slope dz - level - tilt (x - mean). Without `sums` of the batch, dx = slope dz.
template <int W> struct Back : Channels<W> {
  float level[W], tilt[W];

  __device__ Back(const float* statistics, const float* beta, const float* sums, int rows, const Place& p,
      int c, int stride) : Channels<W>(statistics, beta, p, c, stride) {
    const float* from = sums + (sums ? (long long)p.run * 2 * c + p.channel : 0);
    for (int k = 0; k < W; ++k) {
      level[k] = sums ? this->slope[k] * (from[k] / rows) : 0.f;
      tilt[k] = sums ? this->slope[k] * this->inverse[k] * (from[c + k] / rows) : 0.f;
    }
  }
  template <class F> __device__ float dx(float x, float dy, int k) const {
    float dz = dy * F::slope(this->z(x, k));
    return this->slope[k] * dz - level[k] - tilt[k] * (x - this->mean[k]);
  }
};
