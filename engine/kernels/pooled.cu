// Max pooling together with the batch normalization after it: what is between the two is
// written once on the way there and never on the way back.

// y = the maximum of each window and where it stood, as maxpool_forward of each run, and the
// moments of y by chunk, as batchnorm_partial
template <int W> __device__ inline void pool_moments(const T* x, T* y, unsigned char* winner,
    float* partial, int images, const Windows& to, int chunks) {
  const int rows = images * to.per_image();
  chunk_moments<W>(partial, rows, to.c, chunks, [=](const Place& p, int row, float* best) {
    const int window = p.run * rows + row;
    const long long at = (long long)window * to.c + p.channel;
    Bytes<W> won;
    to.strongest<W>(x + to.first(window) + p.channel, best, won);
    write<W>(y + at, best);
    *(Bytes<W>*)(winner + at) = won;
  });
}
BOUNDED(maxpool_partial, 256, 3)(const T* x, T* y, unsigned char* winner, float* partial, int images,
    int h, int w, int c, int size, int stride, int chunks) {
  BY_CHANNELS(c, pool_moments<W>(x, y, winner, partial, images, Windows(h, w, c, size, stride), chunks));
}

// dx of the pooling, for windows that do not overlap: dx of the normalization is computed for
// each window and goes to the winner; y is what was pooled. Three blocks have to fit on a
// multiprocessor, or too few loads are under way at once.
template <class F, int W> __device__ inline void unpool(const T* y, const T* dy, const float* statistics,
    const float* beta, const float* sums, const unsigned char* winner, T* dx, int images,
    const Windows& of, int chunks, int shift) {
  const int rows = images * of.per_image(), cells = images * of.cells();
  by_channel<W>(cells, of.c, chunks, [=](Place p) {
    const Back<W> back(statistics, beta, sums, rows, p, of.c, shift);
    for (int cell = p.row; cell < p.end; cell += p.step)
      of.fill_winners<W>(p.run * cells + cell, p.channel, dx, [=](long long at, Bytes<W>& won, float* d) {
        float v[W];
        won = *(const Bytes<W>*)(winner + at);
        read<W>(v, y + at), read<W>(d, dy + at);
        for (int k = 0; k < W; ++k) d[k] = back.template dx<F>(v[k], d[k], k);
      });
  });
}

#define UNPOOL(name, F) \
  BOUNDED(name##_unpool, 256, 3)(const T* y, const T* dy, const float* statistics, \
      const float* beta, const float* sums, const unsigned char* winner, T* dx, int images, int h, int w, \
      int c, int size, int stride, int chunks, int shift) { \
    BY_CHANNELS(c, (unpool<F, W>(y, dy, statistics, beta, sums, winner, dx, images, \
                                 Windows(h, w, c, size, stride), chunks, shift))); \
  }

UNPOOL(batchnorm, Itself)
UNPOOL(batchnorm_relu, Relu)
UNPOOL(batchnorm_gelu, Gelu)
UNPOOL(batchnorm_silu, Silu)
