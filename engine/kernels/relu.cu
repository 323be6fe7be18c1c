// y = max(0, x)
KERNEL(relu_forward)(const T* x, T* y, int n) {
  map(x, y, n, [](float v) { return Relu::of(v); });
}

// dy <- dy [y > 0]
KERNEL(relu_backward)(const T* y, T* dy, int n) {
  map_onto(y, dy, n, [](float v, float d) { return v > 0.f ? d : 0.f; });
}
