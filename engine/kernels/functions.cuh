// Activation functions that other kernels apply on their way: of(x), and slope(x) = of'(x).

struct Itself {
  __device__ static float of(float x) { return x; }
  __device__ static float slope(float) { return 1.f; }
};

// max(0, x), NaN for NaN, so that a run that diverged shows it; the slope at 0 counts as 0
struct Relu {
  __device__ static float of(float x) { return x < 0.f ? 0.f : x; }
  __device__ static float slope(float x) { return x > 0.f ? 1.f : 0.f; }
};

// x (1 + tanh u) / 2, u = sqrt(2/pi) (x + 0.044715 x^3); t = tanh u
struct Gelu {
  __device__ static float t(float x) { return tanhf(0.79788456f * x * (1.f + 0.044715f * x * x)); }
  __device__ static float of(float x) { return 0.5f * x * (1.f + t(x)); }
  __device__ static float slope(float x) {
    float h = t(x), du = 0.79788456f * (1.f + 0.134145f * x * x);
    return 0.5f * (1.f + h + x * (1.f - h * h) * du);
  }
};

// x s, s = 1 / (1 + e^-x); the slope is s (1 + x (1 - s))
struct Silu {
  __device__ static float share(float x) { return 0.5f + 0.5f * tanhf(0.5f * x); }
  __device__ static float of(float x) { return x * share(x); }
  __device__ static float slope(float x) { float s = share(x); return s * (1.f + x * (1.f - s)); }
};
