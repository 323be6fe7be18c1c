// (rows, columns) to (columns, rows) for every run, 32 x 32 numbers at a time through shared
// memory, so that neighbouring threads read and write neighbouring numbers.
struct FilterCorner { int run, row, column; };

__device__ inline FilterCorner filter_corner(int rows, int columns) {
  int down = (rows + 31) / 32, across = (columns + 31) / 32, tile = blockIdx.x % (down * across);
  return FilterCorner{(int)blockIdx.x / (down * across), tile / across * 32, tile % across * 32};
}

// Read what lies `rows` x `columns` from a corner on into a tile.
__device__ inline void filter_tile(float (*tile)[33], const T* from, int rows, int columns, int row, int column) {
  for (int s = threadIdx.x; s < 1024; s += blockDim.x) {
    int i = row + s / 32, j = column + s % 32;
    if (i < rows && j < columns) tile[s / 32][s % 32] = get(from[(long long)i * columns + j]);
  }
  __syncthreads();
}

// filters[run, f, r] = w[run, r, f]
KERNEL(filters_forward)(const T* w, T* filters, int rows, int columns, int stride, int runs) {
  __shared__ float tile[32][33];
  FilterCorner at = filter_corner(rows, columns);
  filter_tile(tile, w + (long long)at.run * stride, rows, columns, at.row, at.column);
  filters += (long long)at.run * rows * columns;
  for (int s = threadIdx.x; s < 1024; s += blockDim.x) {
    int i = at.row + s % 32, j = at.column + s / 32;
    if (i < rows && j < columns) filters[(long long)j * rows + i] = put(tile[s % 32][s / 32]);
  }
}

// dw[run, r, f] = dfilters[run, f, r]
KERNEL(filters_backward)(const T* dfilters, float* dw, int rows, int columns, int stride, int runs) {
  __shared__ float tile[32][33];
  FilterCorner at = filter_corner(rows, columns);
  filter_tile(tile, dfilters + (long long)at.run * rows * columns, columns, rows, at.column, at.row);
  dw += (long long)at.run * stride;
  for (int s = threadIdx.x; s < 1024; s += blockDim.x) {
    int i = at.row + s / 32, j = at.column + s % 32;
    if (i < rows && j < columns) dw[(long long)i * columns + j] = tile[s % 32][s / 32];
  }
}
