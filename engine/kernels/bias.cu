// y <- y + b, per channel: y (R, rows, C), b (R, C) with runs `stride` apart
template <int W> __device__ inline void add_bias(T* y, const float* b, int rows, int c, int chunks, int stride) {
  by_channel<W>(rows, c, chunks, [=](Place p) {
    float add[W], v[W];
    read_floats<W>(add, b + (long long)p.run * stride + p.channel);
    T* at = y + (long long)p.run * rows * c + p.channel;
    for (int row = p.row; row < p.end; row += p.step) {
      read<W>(v, at + (long long)row * c);
      for (int k = 0; k < W; ++k) v[k] += add[k];
      write<W>(at + (long long)row * c, v);
    }
  });
}
KERNEL(bias_forward)(T* y, const float* b, int rows, int c, int chunks, int stride) {
  BY_CHANNELS(c, add_bias<W>(y, b, rows, c, chunks, stride));
}

// partial[run, chunk, c] = the sum of dy[run, row, c] over the rows of a chunk
template <int W> __device__ inline void add_rows(const T* dy, float* partial, int rows, int c, int chunks) {
  by_channel<W>(rows, c, chunks, [=](Place p) {
    float sum[W] = {}, v[W];
    const T* at = dy + (long long)p.run * rows * c + p.channel;
#pragma unroll 4
    for (int row = p.row; row < p.end; row += p.step) {
      read<W>(v, at + (long long)row * c);
      for (int k = 0; k < W; ++k) sum[k] += v[k];
    }
    fold<W>(sum, p);
    if (p.group == 0 && !p.idle)
      for (int k = 0; k < W; ++k) partial[(long long)blockIdx.x * c + p.channel + k] = sum[k];
  });
}
KERNEL(bias_partial)(const T* dy, float* partial, int rows, int c, int chunks) {
  BY_CHANNELS(c, add_rows<W>(dy, partial, rows, c, chunks));
}

// db[run, c] = the sum of partial[run, chunk, c] over the chunks
KERNEL(bias_gradient)(const float* partial, float* db, int c, int chunks, int stride) {
  int run, channel;
  float sum = sum_chunks(partial, chunks, c, run, channel);
  if (threadIdx.x < SUM_TILE && channel < c) db[(long long)run * stride + channel] = sum;
}
