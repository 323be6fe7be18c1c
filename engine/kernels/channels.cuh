// Kernels that treat x (R, rows, C) by channel. A block does a share of the rows of one run;
// block b does chunk b % chunks of run b / chunks. A thread keeps to W neighbouring channels
// and goes down the rows: what belongs to a channel stays in registers, nothing is divided
// per number, and neighbouring threads read neighbouring numbers.
//
// W is 4 where C is a multiple of 4: one load then moves 8 or 16 bytes, without which 16-bit
// numbers, two bytes a thread, leave half of the memory's speed unused.
#define BY_CHANNELS(c, body) \
  do { if ((c) % 4 == 0) { enum { W = 4 }; body; } else { enum { W = 1 }; body; } } while (0)

template <int W> struct alignas(W * sizeof(T)) Pack { T v[W]; };
template <int W> struct alignas(W) Bytes { unsigned char v[W]; };

template <int W> __device__ inline void read(float* to, const T* from) {
  Pack<W> p = *(const Pack<W>*)from;
  for (int k = 0; k < W; ++k) to[k] = get(p.v[k]);
}
template <int W> __device__ inline void write(T* to, const float* from) {
  Pack<W> p;
  for (int k = 0; k < W; ++k) p.v[k] = put(from[k]);
  *(Pack<W>*)to = p;
}
template <int W> __device__ inline void read_floats(float* to, const float* from) {
  for (int k = 0; k < W; ++k) to[k] = from[k];
}

// y = f(x), and dy <- g(x, dy), number by number, four at a time where n allows it: arrays of
// activations begin where buffers do, so fours of them are aligned.
template <class F> __device__ inline void map(const T* x, T* y, int n, F f) {
  if (n % 4) {
    EACH(i, n) y[i] = put(f(get(x[i])));
    return;
  }
  EACH(i, n / 4) {
    float v[4];
    read<4>(v, x + 4 * i);
    for (int k = 0; k < 4; ++k) v[k] = f(v[k]);
    write<4>(y + 4 * i, v);
  }
}
template <class F> __device__ inline void map_onto(const T* x, T* dy, int n, F g) {
  if (n % 4) {
    EACH(i, n) dy[i] = put(g(get(x[i]), get(dy[i])));
    return;
  }
  EACH(i, n / 4) {
    float v[4], d[4];
    read<4>(v, x + 4 * i), read<4>(d, dy + 4 * i);
    for (int k = 0; k < 4; ++k) d[k] = g(v[k], d[k]);
    write<4>(dy + 4 * i, d);
  }
}

// How many rows chunk k of `chunks` has: equal shares, the last ones smaller or empty.
__device__ inline int share_of(int k, int rows, int chunks) {
  int share = (rows + chunks - 1) / chunks;
  return max(0, min(share, rows - k * share));
}

// Where a thread works: rows `row`, row + step, ... below `end` of a run, channels from `channel`.
// Threads without work have no rows. `group` of `step` groups of `width` threads each.
struct Place { int run, chunk, channel, row, begin, end, step, width, group; bool idle; };

// Calls body(Place) in all threads, as often as C has parts of a block's width.
template <int W, class Body> __device__ inline void by_channel(int rows, int c, int chunks, Body body) {
  const int columns = c / W, width = min(columns, 256), step = 256 / width;
  Place p;
  p.run = blockIdx.x / chunks, p.chunk = blockIdx.x % chunks;
  p.begin = p.chunk * ((rows + chunks - 1) / chunks);
  p.end = p.begin + share_of(p.chunk, rows, chunks);
  p.step = step, p.width = width, p.group = threadIdx.x / width;
  for (int first = 0; first < columns; first += width) {
    int column = first + threadIdx.x % width;
    p.idle = p.group >= step || column >= columns;
    p.channel = p.idle ? 0 : column * W;
    p.row = p.idle ? p.end : p.begin + p.group;
    body(p);
  }
}

// The sums over the groups of a block, added from the first group on; right in group 0.
template <int W> __device__ inline void fold(float* a, const Place& p) {
  __shared__ float parts[256 * W];
  __syncthreads();
  for (int k = 0; k < W; ++k) parts[k * 256 + threadIdx.x] = a[k];
  __syncthreads();
  if (p.group == 0)
    for (int k = 0; k < W; ++k)
      for (int g = 1; g < p.step; ++g) a[k] += parts[k * 256 + g * p.width + threadIdx.x];
}

// Second stage: block b adds up 16 columns of partial (R, chunks, columns), 16 chunks at a time.
// Returns the sum in the first 16 threads; `column` is theirs, `run` the run.
const int SUM_TILE = 16;
__device__ inline float sum_chunks(const float* partial, int chunks, int columns, int& run, int& column) {
  __shared__ float parts[256];
  const int tiles = (columns + SUM_TILE - 1) / SUM_TILE;
  run = blockIdx.x / tiles, column = blockIdx.x % tiles * SUM_TILE + threadIdx.x % SUM_TILE;
  float sum = 0;
  if (column < columns)
    for (int k = threadIdx.x / SUM_TILE; k < chunks; k += 256 / SUM_TILE)
      sum += partial[((long long)run * chunks + k) * columns + column];
  parts[threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.x >= SUM_TILE) return 0;
  for (int g = 1; g < 256 / SUM_TILE; ++g) sum += parts[g * SUM_TILE + threadIdx.x];
  return sum;
}
