// Activation functions that other kernels apply on their way: of(x), and slope(x) = of'(x).

struct Itself {
  __device__ static float of(float x) { return x; }
  __device__ static float slope(float) { return 1.f; }
};

// max(0, x); the slope at 0 counts as 0
struct Relu {
  __device__ static float of(float x) { return x > 0.f ? x : 0.f; }
  __device__ static float slope(float x) { return x > 0.f ? 1.f : 0.f; }
};

// x Phi(x), Phi(x) = (1 + erf(x / sqrt 2)) / 2; the slope is Phi(x) + x e^(-x^2/2) / sqrt(2 pi)
struct Gelu {
  __device__ static float share(float x) { return 0.5f + 0.5f * erff(0.70710678f * x); }
  __device__ static float of(float x) { return x * share(x); }
  __device__ static float slope(float x) {
    return share(x) + 0.39894228f * x * expf(-0.5f * x * x);
  }
};

// x s, s = 1 / (1 + e^-x); the slope is s (1 + x (1 - s))
struct Silu {
  __device__ static float share(float x) { return 0.5f + 0.5f * tanhf(0.5f * x); }
  __device__ static float of(float x) { return x * share(x); }
  __device__ static float slope(float x) { float s = share(x); return s * (1.f + x * (1.f - s)); }
};
