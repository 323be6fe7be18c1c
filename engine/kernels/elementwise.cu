// y = a x
extern "C" __global__ void scale(const T* x, T* y, int n, float a) {
  map(x, y, n, [=](float v) { return a * v; });
}

// y = x, and the same between activations and exact numbers
extern "C" __global__ void copy(const T* x, T* y, int n) { EACH(i, n) y[i] = x[i]; }
extern "C" __global__ void to_float(const T* x, float* y, int n) { EACH(i, n) y[i] = get(x[i]); }
extern "C" __global__ void from_float(const float* x, T* y, int n) { EACH(i, n) y[i] = put(x[i]); }

// y = a + b
extern "C" __global__ void add(const T* a, const T* b, T* y, int n) {
  EACH(i, n) y[i] = put(get(a[i]) + get(b[i]));
}

// y = max(0, a + b): the end of a residual block in one go
extern "C" __global__ void add_relu(const T* a, const T* b, T* y, int n) {
  EACH(i, n) y[i] = put(Relu::of(get(a[i]) + get(b[i])));
}

// y <- y + x: where two ways back meet
extern "C" __global__ void accumulate(const T* x, T* y, int n) {
  map_onto(x, y, n, [](float v, float d) { return d + v; });
}

// y[i] = max of x[i P] to x[i P + P - 1]; the first of equals wins
extern "C" __global__ void maxout_forward(const T* x, T* y, unsigned char* winner, int n, int pieces) {
  EACH(i, n) {
    const T* from = x + (long long)i * pieces;
    float best = get(from[0]);
    int won = 0;
    for (int k = 1; k < pieces; ++k)
      if (get(from[k]) > best) best = get(from[k]), won = k;
    y[i] = put(best);
    winner[i] = won;
  }
}

// dx[i P + k] = dy[i] [k = winner[i]]
extern "C" __global__ void maxout_backward(const unsigned char* winner, const T* dy, T* dx, int n, int pieces) {
  EACH(i, n) for (int k = 0; k < pieces; ++k)
    dx[(long long)i * pieces + k] = k == winner[i] ? dy[i] : put(0.f);
}
