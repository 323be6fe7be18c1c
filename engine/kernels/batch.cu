// A batch from the data set, which lies whole in the memory of the device as bytes.

// How one image is seen: moved by (down, right) pixels with its own reflection at the border,
// then mirrored, then a grey square of `side` pixels from (top, left).
struct View { int image, down, right, mirrored, top, left, side; };

__device__ inline int reflected(int i, int length) {
  i = i < 0 ? -i : i;
  return i < length ? i : 2 * (length - 1) - i;
}

// The block's image: x = (pixel - mean) / deviation.
__device__ inline void show(
    const unsigned char* images, const float* mean, const float* deviation, View v, T* x,
    int height, int width, int channels) {
  const unsigned char* from = images + (long long)v.image * height * width * channels;
  for (int k = threadIdx.x; k < height * width * channels; k += blockDim.x) {
    int c = k % channels, column = k / channels % width, row = k / channels / width;
    bool grey = row >= v.top && row < v.top + v.side && column >= v.left && column < v.left + v.side;
    if (v.mirrored) column = width - 1 - column;
    row = reflected(row + v.down, height);
    column = reflected(column + v.right, width);
    float pixel = grey ? 127.f : (float)from[(row * width + column) * channels + c];
    x[k] = put((pixel - mean[c]) / deviation[c]);
  }
}

// Word w of a run's stream of this step, as a number in [0, 1); see engine/random.py.
__device__ inline double draw(unsigned long long w, unsigned long long seed, int purpose, unsigned long long step) {
  return unit(philox(Block{{w / 4 + 1, step, 0, 0}}, seed, purpose).word[w % 4]);
}

// Image i of the batch is number start + step n + i in the run's endless sequence (the step counts
// from 0, the clock from 1); row e % 2 of
// `order` is the permutation of epoch e, each image times 2, plus 1 where it is mirrored anyway.
// `augment` says for each run the longest shift, whether to flip a coin for mirroring, the side of
// the square; draws are n for dy, n for dx, n coins, n tops, n lefts, of what is asked for.
extern "C" __global__ void select_batch(
    const unsigned char* images, const int* labels, const int* order, const int* augment,
    const unsigned long long* seed, const unsigned long long* start, const unsigned long long* clock,
    const float* mean, const float* deviation, T* x, int* target,
    int n, int epoch, int height, int width, int channels, int purpose) {
  __shared__ View view;
  int run = blockIdx.x / n, i = blockIdx.x % n;
  if (threadIdx.x == 0) {
    unsigned long long step = clock[run] - 1, at = start[run] + step * n + i, drawn = 0;
    int picked = order[((long long)run * 2 + at / epoch % 2) * epoch + at % epoch];
    const int* asked = augment + 3 * run;
    View v = {picked >> 1, 0, 0, picked & 1, 0, 0, asked[2]};
    if (asked[0]) {
      int wide = 2 * asked[0] + 1;
      v.down = (int)(draw(i, seed[run], purpose, step) * wide) - asked[0];
      v.right = (int)(draw(n + i, seed[run], purpose, step) * wide) - asked[0];
      drawn = 2 * n;
    }
    if (asked[1]) {
      v.mirrored ^= draw(drawn + i, seed[run], purpose, step) < 0.5;
      drawn += n;
    }
    if (v.side) {
      v.top = (int)(draw(drawn + i, seed[run], purpose, step) * height) - v.side / 2;
      v.left = (int)(draw(drawn + n + i, seed[run], purpose, step) * width) - v.side / 2;
    }
    target[blockIdx.x] = labels[v.image];
    view = v;
  }
  __syncthreads();
  long long size = (long long)height * width * channels;
  show(images, mean, deviation, view, x + blockIdx.x * size, height, width, channels);
}

// The same images (R, N) by number, all seen as `view` says: moved by view[0] down and view[1] to
// the right, mirrored if view[2]; what evaluation asks for.
extern "C" __global__ void show_images(
    const unsigned char* images, const int* picked, const int* view, const float* mean,
    const float* deviation, T* x, int height, int width, int channels) {
  View v = {picked[blockIdx.x], view[0], view[1], view[2], 0, 0, 0};
  long long size = (long long)height * width * channels;
  show(images, mean, deviation, v, x + blockIdx.x * size, height, width, channels);
}
