// Dropout of x (R, images, pixels, C) with the draws of a processor's layer, whose images are
// (pixels, images, C): draw d of run r belongs to channel d % C of image d / C % images, and is
// half d % 2, the lower one first, of word d / 2 of the stream of (seed, "dropout", step, lane).
// A thread takes a block of four words: eight draws, and one byte of the mask.
const unsigned long long DROPOUT = 4;  // its place in engine.random.PURPOSES

// Calls visit(place in x, number of the draw in its byte) for the eight draws of byte `at`.
template <class Visit> __device__ inline void each_draw(int at, int images, int pixels, int c, Visit visit) {
  const int per_run = images * pixels * c, bytes = (per_run + 7) / 8;
  const int run = at / bytes, first = at % bytes * 8;
  int channel = first % c, image = first / c % images, pixel = first / c / images;
#pragma unroll
  for (int d = 0; d < 8; ++d) {  // unrolled, so that the words drawn stay in registers
    if (first + d < per_run)
      visit((long long)run * per_run + ((long long)image * pixels + pixel) * c + channel, d);
    if (++channel == c) {
      channel = 0;
      if (++image == images) image = 0, ++pixel;
    }
  }
}

// y = x / keep where the draw is below keep, and 0 elsewhere; bit d of the mask says where
KERNEL(dropout_forward)(const T* x, const unsigned long long* seed,
    const unsigned long long* clock, T* y, unsigned char* mask, int n, int images, int pixels, int c,
    int lane, float keep) {
  const int bytes = (images * pixels * c + 7) / 8;
  const float scale = 1.f / keep;
  EACH(i, n) {
    const int run = i / bytes;
    Block drawn = philox(Block{{i % bytes + 1ull, clock[run], (unsigned long long)lane, 0}}, seed[run], DROPOUT);
    int kept = 0;
    each_draw(i, images, pixels, c, [&](long long at, int d) {
      unsigned half = (unsigned)(drawn.word[d / 2] >> (d % 2 * 32));
      bool on = (half >> 8) * 0x1p-24f < keep;
      kept |= on << d;
      y[at] = put(on ? scale * get(x[at]) : 0.f);
    });
    mask[i] = kept;
  }
}

// dy <- dy / keep where the mask says so, and 0 elsewhere
KERNEL(dropout_backward)(const unsigned char* mask, T* dy, int n, int images, int pixels,
    int c, float keep) {
  const float scale = 1.f / keep;
  EACH(i, n) {
    const int kept = mask[i];
    each_draw(i, images, pixels, c, [=](long long at, int d) {
      dy[at] = put(kept >> d & 1 ? scale * get(dy[at]) : 0.f);
    });
  }
}
