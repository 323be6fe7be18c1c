// y = max(0, x)
extern "C" __global__ void relu_forward(const T* x, T* y, int n) {
  EACH(i, n) y[i] = put(fmaxf(get(x[i]), 0.f));
}

// dy <- dy [y > 0]
extern "C" __global__ void relu_backward(const T* y, T* dy, int n) {
  EACH(i, n) if (!(get(y[i]) > 0.f)) dy[i] = put(0.f);
}
