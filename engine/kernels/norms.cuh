// The norms of one array of a run, of both numbers that square_pieces added up; same in each thread.
struct Norms { float first, second; };

__device__ inline Norms array_norms(const float* sums, const int* pieces, int run, int array, int count) {
  float first = 0, second = 0;
  for (int k = threadIdx.x; k < count; k += blockDim.x) {
    if (pieces[3 * k + 2] != array) continue;
    first += sums[2 * (run * count + k)];
    second += sums[2 * (run * count + k) + 1];
  }
  first = block_sum(first);
  second = block_sum(second);
  return Norms{sqrtf(first), sqrtf(second)};
}
