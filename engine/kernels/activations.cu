// Activation functions, element by element: y = f(x), dy <- dy f'. The slope is read off the
// result where it can be, so that x need not be kept; v is the number it is read from.
#define FORWARD(name, arguments, f) \
  KERNEL(name##_forward) arguments { \
    map(x, y, n, [=](float v) { return f; }); \
  }
#define BACKWARD(name, arguments, from, slope) \
  KERNEL(name##_backward) arguments { \
    map_onto(from, dy, n, [=](float v, float d) { return d * (slope); }); \
  }

// y = x for x > 0 and leak x below, 0 <= leak < 1
FORWARD(leakyrelu, (const T* x, T* y, int n, float leak), v > 0.f ? v : leak * v)
BACKWARD(leakyrelu, (const T* y, T* dy, int n, float leak), y, v > 0.f ? 1.f : leak)

// y = x for x > 0 and alpha (e^x - 1) below: y' is 1 or y + alpha
FORWARD(elu, (const T* x, T* y, int n, float alpha), v > 0.f ? v : alpha * expm1f(v))
BACKWARD(elu, (const T* y, T* dy, int n, float alpha), y, v > 0.f ? 1.f : v + alpha)

// y = 1 / (1 + e^-x) = (1 + tanh(x/2)) / 2: y' = y (1 - y)
FORWARD(sigmoid, (const T* x, T* y, int n), 0.5f + 0.5f * tanhf(0.5f * v))
BACKWARD(sigmoid, (const T* y, T* dy, int n), y, v * (1.f - v))

// y = tanh x: y' = 1 - y^2
FORWARD(tanh, (const T* x, T* y, int n), tanhf(v))
BACKWARD(tanh, (const T* y, T* dy, int n), y, 1.f - v * v)

// GELU and SiLU: y' is read off x
FORWARD(gelu, (const T* x, T* y, int n), Gelu::of(v))
BACKWARD(gelu, (const T* x, T* dy, int n), x, Gelu::slope(v))
FORWARD(silu, (const T* x, T* y, int n), Silu::of(v))
BACKWARD(silu, (const T* x, T* dy, int n), x, Silu::slope(v))
