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
