// Windows of a pooling over images (N, h, w, C): window (oy, ox) is the pixels from
// (oy stride, ox stride), `size` down and across. Going back, the image is cut into cells of
// stride by stride pixels, cell (oy, ox) beginning where that window does: each thread writes
// a cell whole, from the windows that reach into it, so that nothing is added up in memory.
struct Windows {
  int h, w, c, size, stride, down, across;

  __device__ Windows(int h, int w, int c, int size, int stride)
      : h(h), w(w), c(c), size(size), stride(stride),
        down((h - size) / stride + 1), across((w - size) / stride + 1) {}

  __device__ int per_image() const { return down * across; }
  __device__ int cells_down() const { return (h + stride - 1) / stride; }
  __device__ int cells_across() const { return (w + stride - 1) / stride; }
  __device__ int cells() const { return cells_down() * cells_across(); }

  // Where window `at`, counted over all images, has its first number.
  __device__ long long first(int at) const {
    int ox = at % across, rest = at / across, oy = rest % down, n = rest / down;
    return (((long long)n * h + oy * stride) * w + ox * stride) * c;
  }

  // The maximum of the window at `from`; the first of equals wins, read column by column:
  // won = column size + row.
  template <int W> __device__ void strongest(const T* from, float* best, Bytes<W>& won) const {
    for (int k = 0; k < W; ++k) won.v[k] = 0;
    read<W>(best, from);
    for (int b = 0; b < size; ++b)
      for (int a = 0; a < size; ++a) {
        float v[W];
        read<W>(v, from + ((long long)a * w + b) * c);
        for (int k = 0; k < W; ++k)
          if (v[k] > best[k]) best[k] = v[k], won.v[k] = b * size + a;
      }
  }

  // dx of a cell: for each pixel add(at, place, d) for every window that holds it, where `at`
  // is the window's place in y and `place` the pixel's place in the window.
  template <int W, class Add> __device__ void fill_cell(int cell, int channel, T* dx, Add add) const {
    const int cx = cell % cells_across(), rest = cell / cells_across();
    const int cy = rest % cells_down(), n = rest / cells_down();
    for (int i = cy * stride; i < min(h, cy * stride + stride); ++i)
      for (int j = cx * stride; j < min(w, cx * stride + stride); ++j) {
        float d[W] = {};
        for (int oy = min(cy, down - 1); oy >= 0 && oy * stride + size > i; --oy)
          for (int ox = min(cx, across - 1); ox >= 0 && ox * stride + size > j; --ox)
            add((((long long)n * down + oy) * across + ox) * c + channel,
                (j - ox * stride) * size + i - oy * stride, d);
        write<W>(dx + (((long long)n * h + i) * w + j) * c + channel, d);
      }
  }

  // The same where windows do not overlap, for what goes to one pixel of each: into(at, won, d)
  // says, once a window, where in the window its d belongs.
  template <int W, class Into> __device__ void fill_winners(int cell, int channel, T* dx, Into into) const {
    const int cx = cell % cells_across(), rest = cell / cells_across();
    const int cy = rest % cells_down(), n = rest / cells_down();
    const bool there = cy < down && cx < across;
    Bytes<W> won;
    float d[W] = {};
    if (there) into((((long long)n * down + cy) * across + cx) * c + channel, won, d);
    for (int a = 0; a < min(stride, h - cy * stride); ++a)
      for (int b = 0; b < min(stride, w - cx * stride); ++b) {
        const bool inside = there && a < size && b < size;
        float v[W];
        for (int k = 0; k < W; ++k) v[k] = inside && won.v[k] == b * size + a ? d[k] : 0.f;
        write<W>(dx + (((long long)n * h + cy * stride + a) * w + cx * stride + b) * c + channel, v);
      }
  }
};
