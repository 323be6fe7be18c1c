// Images to columns and back. Channels are moved 16 bytes at a time where they lie so, which
// leaves one computation of the place for 8 numbers and not for each: the copy is then bound by
// memory, and not by divisions.

const int COLUMN_WIDE = 16 / sizeof(T);
template <int W> struct alignas(W * sizeof(T)) ColumnPack { T v[W]; };

__device__ inline bool column_wide(const void* x, const void* columns, int c, int apart_x, int apart_columns) {
  return (c | apart_x | apart_columns) % COLUMN_WIDE == 0 && ((size_t)x | (size_t)columns) % 16 == 0;
}

#define COLUMN_GEOMETRY                                                                          \
  int runs, int images, int apart_x, int apart_columns, int h, int w, int c, int k, int stride, \
      int pad, int out_h, int out_w
#define COLUMN_NUMBERS \
  runs, images, apart_x, apart_columns, h, w, c, k, stride, pad, out_h, out_w

// columns[n, h, w, i, j] = x[n, h S + i - P, w S + j - P], 0 outside
template <int W> __device__ inline void columns_of(const T* x, T* columns, COLUMN_GEOMETRY) {
  typedef ColumnPack<W> Pack;
  int row = k * k * c / W, per_run = images * out_h * out_w * row;
  EACH(i, runs * per_run) {
    int run = i / per_run, at = i - run * per_run, place = at / row, inside = at - place * row;
    int tap = inside / (c / W), channel = inside - tap * (c / W), image = place / (out_h * out_w);
    int down = place / out_w % out_h * stride + tap / k - pad;
    int across = place % out_w * stride + tap % k - pad;
    Pack v = {};
    if (down >= 0 && down < h && across >= 0 && across < w)
      v = *(const Pack*)(x + (long long)run * apart_x + ((image * h + down) * w + across) * c + channel * W);
    *(Pack*)(columns + (long long)run * apart_columns + (long long)at * W) = v;
  }
}

KERNEL(im2col)(const T* x, T* columns, COLUMN_GEOMETRY) {
  if (column_wide(x, columns, c, apart_x, apart_columns)) columns_of<COLUMN_WIDE>(x, columns, COLUMN_NUMBERS);
  else columns_of<1>(x, columns, COLUMN_NUMBERS);
}

// x[n, h, w] = the sum of what was copied from there, over the places of the output that saw it
template <int W> __device__ inline void columns_back(const T* columns, T* x, COLUMN_GEOMETRY) {
  typedef ColumnPack<W> Pack;
  int row = k * k * c, per_run = images * h * w * (c / W);
  EACH(i, runs * per_run) {
    int run = i / per_run, at = i - run * per_run, pixel = at / (c / W), channel = at % (c / W) * W;
    int across = pixel % w + pad, down = pixel / w % h + pad, image = pixel / (w * h);
    const T* from = columns + (long long)run * apart_columns + channel;
    float sum[W] = {};
    for (int oh = max(0, (down - k + stride) / stride); oh <= min(out_h - 1, down / stride); ++oh)
      for (int ow = max(0, (across - k + stride) / stride); ow <= min(out_w - 1, across / stride); ++ow) {
        int tap = (down - oh * stride) * k + across - ow * stride;
        Pack v = *(const Pack*)(from + (long long)((image * out_h + oh) * out_w + ow) * row + tap * c);
        for (int q = 0; q < W; ++q) sum[q] += get(v.v[q]);
      }
    Pack v;
    for (int q = 0; q < W; ++q) v.v[q] = put(sum[q]);
    *(Pack*)(x + (long long)run * apart_x + (long long)at * W) = v;
  }
}

KERNEL(col2im)(const T* columns, T* x, COLUMN_GEOMETRY) {
  if (column_wide(x, columns, c, apart_x, apart_columns)) columns_back<COLUMN_WIDE>(columns, x, COLUMN_NUMBERS);
  else columns_back<1>(columns, x, COLUMN_NUMBERS);
}
