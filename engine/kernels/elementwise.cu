// y = a x
KERNEL(scale)(const T* x, T* y, int n, float a) {
  map(x, y, n, [=](float v) { return a * v; });
}

// y = x, and the same between activations and exact numbers; runs of `size` begin `stride` apart
KERNEL(copy)(const T* x, T* y, int n) { EACH(i, n) y[i] = x[i]; }
KERNEL(to_float)(const T* x, float* y, int n) { EACH(i, n) y[i] = get(x[i]); }
KERNEL(from_float)(const float* x, T* y, int n, int size, int stride) {
  EACH(i, n) y[i] = put(x[(long long)(i / size) * stride + i % size]);
}

// y = a + b
KERNEL(add)(const T* a, const T* b, T* y, int n) {
  EACH(i, n) y[i] = put(get(a[i]) + get(b[i]));
}

// y = max(0, a + b): the end of a residual block in one go
KERNEL(add_relu)(const T* a, const T* b, T* y, int n) {
  EACH(i, n) y[i] = put(Relu::of(get(a[i]) + get(b[i])));
}

// y <- y + x: where two ways back meet
KERNEL(accumulate)(const T* x, T* y, int n) {
  map_onto(x, y, n, [](float v, float d) { return d + v; });
}

// y[i] = max of x[i P] to x[i P + P - 1]; the first of equals wins
KERNEL(maxout_forward)(const T* x, T* y, unsigned char* winner, int n, int pieces) {
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
KERNEL(maxout_backward)(const unsigned char* winner, const T* dy, T* dx, int n, int pieces) {
  EACH(i, n) for (int k = 0; k < pieces; ++k)
    dx[(long long)i * pieces + k] = k == winner[i] ? dy[i] : put(0.f);
}
