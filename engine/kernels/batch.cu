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

// Image i of the batch is number start + step n + i in the run's endless sequence (the step counts
// from 0, the clock from 1); row e % 2 of
// `order` is the permutation of epoch e, each image times 2, plus 1 where it is mirrored anyway.
// `augment` says for each run the longest shift, whether to flip a coin for mirroring, the side of
// the square; draws are n for dy, n for dx, n coins, n tops, n lefts, of what is asked for.
KERNEL(select_batch)(
    const unsigned char* images, const int* labels, const int* order, const int* augment,
    const unsigned long long* seed, const unsigned long long* start, const unsigned long long* clock,
    const float* mean, const float* deviation, T* x, int* target,
    int n, int epoch, int height, int width, int channels, int purpose) {
  __shared__ View view;
  __shared__ double drawn[5];  // dy, dx, coin, top, left, by a thread each
  int run = blockIdx.x / n, i = blockIdx.x % n, me = threadIdx.x;
  const int* asked = augment + 3 * run;
  unsigned long long step = clock[run] - 1;
  if (me < 5) {  // how many arrays of n are drawn before this one: see engine/random.py for words
    int before = me < 2 ? me : (asked[0] ? 2 : 0) + (me > 2 && asked[1]) + (me > 3);
    unsigned long long word = (unsigned long long)before * n + i;
    drawn[me] = unit(philox(Block{{word / 4 + 1, step, 0, 0}}, seed[run], purpose).word[word % 4]);
  }
  __syncthreads();
  if (me == 0) {
    unsigned long long at = start[run] + step * n + i;
    int picked = order[((long long)run * 2 + at / epoch % 2) * epoch + at % epoch];
    int longest = asked[0], side = asked[2], wide = 2 * longest + 1;
    view = View{picked >> 1, (int)(drawn[0] * wide) - longest, (int)(drawn[1] * wide) - longest,
                picked & 1 ^ (asked[1] && drawn[2] < 0.5), (int)(drawn[3] * height) - side / 2,
                (int)(drawn[4] * width) - side / 2, side};
    target[blockIdx.x] = labels[view.image];
  }
  __syncthreads();
  long long size = (long long)height * width * channels;
  show(images, mean, deviation, view, x + blockIdx.x * size, height, width, channels);
}

// The same images (R, N) by number, all seen as `view` says: moved by view[0] down and view[1] to
// the right, mirrored if view[2]; what evaluation asks for.
KERNEL(show_images)(
    const unsigned char* images, const int* picked, const int* view, const float* mean,
    const float* deviation, T* x, int height, int width, int channels) {
  View v = {picked[blockIdx.x], view[0], view[1], view[2], 0, 0, 0};
  long long size = (long long)height * width * channels;
  show(images, mean, deviation, v, x + blockIdx.x * size, height, width, channels);
}
