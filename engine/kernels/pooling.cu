// y = the maximum of each window, and where it stood
template <int W> __device__ inline void maximum(const T* x, T* y, unsigned char* winner, int images,
    const Windows& to, int chunks) {
  by_channel<W>(images * to.per_image(), to.c, chunks, [=](Place p) {
    for (int row = p.row; row < p.end; row += p.step) {
      float best[W];
      Bytes<W> won;
      to.strongest<W>(x + to.first(row) + p.channel, best, won);
      write<W>(y + (long long)row * to.c + p.channel, best);
      *(Bytes<W>*)(winner + (long long)row * to.c + p.channel) = won;
    }
  });
}
KERNEL(maxpool_forward)(const T* x, T* y, unsigned char* winner, int images, int h,
    int w, int c, int size, int stride, int chunks) {
  BY_CHANNELS(c, maximum<W>(x, y, winner, images, Windows(h, w, c, size, stride), chunks));
}

// dx[pixel] = the sum of dy over the windows that it won
template <int W> __device__ inline void to_winners(const unsigned char* winner, const T* dy, T* dx,
    int images, const Windows& of, int chunks) {
  by_channel<W>(images * of.cells(), of.c, chunks, [=](Place p) {
    for (int cell = p.row; cell < p.end; cell += p.step)
      if (of.stride >= of.size)
        of.fill_winners<W>(cell, p.channel, dx, [=](long long at, Bytes<W>& won, float* d) {
          won = *(const Bytes<W>*)(winner + at);
          read<W>(d, dy + at);
        });
      else
        of.fill_cell<W>(cell, p.channel, dx, [=](long long at, int place, float* d) {
          float v[W];
          read<W>(v, dy + at);
          Bytes<W> won = *(const Bytes<W>*)(winner + at);
          for (int k = 0; k < W; ++k) d[k] += won.v[k] == place ? v[k] : 0.f;
        });
  });
}
KERNEL(maxpool_backward)(const unsigned char* winner, const T* dy, T* dx, int images,
    int h, int w, int c, int size, int stride, int chunks) {
  BY_CHANNELS(c, to_winners<W>(winner, dy, dx, images, Windows(h, w, c, size, stride), chunks));
}

// y = the mean of each window
template <int W> __device__ inline void average(const T* x, T* y, int images, const Windows& to, int chunks) {
  by_channel<W>(images * to.per_image(), to.c, chunks, [=](Place p) {
    for (int row = p.row; row < p.end; row += p.step) {
      const T* from = x + to.first(row) + p.channel;
      float sum[W] = {}, v[W];
      for (int a = 0; a < to.size; ++a)
        for (int b = 0; b < to.size; ++b) {
          read<W>(v, from + ((long long)a * to.w + b) * to.c);
          for (int k = 0; k < W; ++k) sum[k] += v[k];
        }
      for (int k = 0; k < W; ++k) sum[k] /= to.size * to.size;
      write<W>(y + (long long)row * to.c + p.channel, sum);
    }
  });
}
KERNEL(avgpool_forward)(const T* x, T* y, int images, int h, int w, int c, int size,
    int stride, int chunks) {
  BY_CHANNELS(c, average<W>(x, y, images, Windows(h, w, c, size, stride), chunks));
}

// dx[pixel] = the sum of dy / size^2 over the windows that hold it
template <int W> __device__ inline void to_all(const T* dy, T* dx, int images, const Windows& of, int chunks) {
  const float share = 1.f / (of.size * of.size);
  by_channel<W>(images * of.cells(), of.c, chunks, [=](Place p) {
    for (int cell = p.row; cell < p.end; cell += p.step)
      of.fill_cell<W>(cell, p.channel, dx, [=](long long at, int, float* d) {
        float v[W];
        read<W>(v, dy + at);
        for (int k = 0; k < W; ++k) d[k] += share * v[k];
      });
  });
}
KERNEL(avgpool_backward)(const T* dy, T* dx, int images, int h, int w, int c, int size,
    int stride, int chunks) {
  BY_CHANNELS(c, to_all<W>(dy, dx, images, Windows(h, w, c, size, stride), chunks));
}

// y[n, c] = the mean over the pixels of x (images, pixels, C)
template <int W> __device__ inline void mean_of_maps(const T* x, T* y, int images, int pixels, int c, int chunks) {
  by_channel<W>(images, c, chunks, [=](Place p) {
    for (int n = p.row; n < p.end; n += p.step) {
      const T* from = x + (long long)n * pixels * c + p.channel;
      float sum[W] = {}, v[W];
#pragma unroll 8
      for (int k = 0; k < pixels; ++k) {
        read<W>(v, from + (long long)k * c);
        for (int j = 0; j < W; ++j) sum[j] += v[j];
      }
      for (int j = 0; j < W; ++j) sum[j] /= pixels;
      write<W>(y + (long long)n * c + p.channel, sum);
    }
  });
}
KERNEL(globalpool_forward)(const T* x, T* y, int images, int pixels, int c, int chunks) {
  BY_CHANNELS(c, mean_of_maps<W>(x, y, images, pixels, c, chunks));
}

// dx[n, pixel, c] = dy[n, c] / pixels
template <int W> __device__ inline void to_maps(const T* dy, T* dx, int images, int pixels, int c, int chunks) {
  by_channel<W>(images, c, chunks, [=](Place p) {
    for (int n = p.row; n < p.end; n += p.step) {
      float v[W];
      read<W>(v, dy + (long long)n * c + p.channel);
      for (int j = 0; j < W; ++j) v[j] /= pixels;
      for (int k = 0; k < pixels; ++k) write<W>(dx + ((long long)n * pixels + k) * c + p.channel, v);
    }
  });
}
KERNEL(globalpool_backward)(const T* dy, T* dx, int images, int pixels, int c, int chunks) {
  BY_CHANNELS(c, to_maps<W>(dy, dx, images, pixels, c, chunks));
}
