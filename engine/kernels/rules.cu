// Update rules, over the flat weights of all runs at once. A block takes CHUNK numbers of one run:
// g <- scale g + l1 sign(w) + l2 w, then the rule; masters, slots and the copy for products are
// written once, and costs[block] = sum l1 |w| + l2 / 2 w^2 is what the penalty adds to the loss.

const int CHUNK = 2048;
enum { FACTOR, FIRST, SECOND, EPSILON, DECAY, L1, L2, HYPERS };
struct Numbers { float rate, keep1, take1, keep2, take2, eps, shrink, l1, l2; };

// What the rule reads at this step of a run (R, G), computed in double: rate, 1 - a and a for both
// forgetting rates a, eps, 1 - rate decay. With `corrected` rate and eps hold Adam's corrections:
// rate sqrt(1 - b2^t) / (1 - b1^t), eps sqrt(1 - b2^t), with 1 - b^t = -expm1(t log1p(-a)).
KERNEL(rule_numbers)(
    const float* hyper, const float* rates, const unsigned long long* clock, float* now, int runs,
    int groups, int total, int corrected) {
  EACH(i, runs * groups) {
    const float* h = hyper + i * HYPERS;
    unsigned long long t = clock[i / groups], last = t < total ? t - 1 : total - 1;
    double rate = (double)h[FACTOR] * rates[(long long)(i / groups) * total + last], eps = h[EPSILON];
    float shrink = (float)(1 - rate * h[DECAY]);
    if (corrected) {
      double root = sqrt(-expm1(t * log1p(-(double)h[SECOND])));
      rate *= root / -expm1(t * log1p(-(double)h[FIRST]));
      eps *= root;
    }
    ((Numbers*)now)[i] = Numbers{(float)rate, (float)(1 - (double)h[FIRST]), h[FIRST],
                                 (float)(1 - (double)h[SECOND]), h[SECOND], (float)eps, shrink, h[L1], h[L2]};
  }
}

#define RULE_ARGUMENTS \
  T* copy, float* costs, const float* now, const int* ends, int size, int stride, int groups, float scale
#define RULE_GIVEN copy, costs, now, ends, size, stride, groups, scale

// `move(w, g, i, q)` is the new value of number i, which was w, by the numbers q of its group.
template <class Move>
__device__ inline void sweep(float* w, const float* g, RULE_ARGUMENTS, Move move) {
  int parts = (size + CHUNK - 1) / CHUNK, run = blockIdx.x / parts, begin = blockIdx.x % parts * CHUNK;
  float cost = 0;
  for (int p = begin + threadIdx.x; p < min(begin + CHUNK, size); p += blockDim.x) {
    int group = 0, i = run * stride + p;
    while (p >= ends[group]) ++group;
    const Numbers& q = ((const Numbers*)now)[run * groups + group];
    float v = w[i], d = scale * g[i];
    if (q.l1 || q.l2) {
      d += q.l1 * ((v > 0) - (v < 0)) + q.l2 * v;
      cost += q.l1 * fabsf(v) + q.l2 / 2 * v * v;
    }
    v = move(v, d, i, q);
    w[i] = v;
    copy[i] = put(v);
  }
  cost = block_sum(cost);
  if (threadIdx.x == 0) costs[blockIdx.x] = cost;
}

// w <- w - lr g
KERNEL(rule_sgd)(float* w, const float* g, RULE_ARGUMENTS) {
  sweep(w, g, RULE_GIVEN, [=](float x, float d, int i, const Numbers& q) { return x - q.rate * d; });
}

// v <- mu v - lr g;  w <- w + v
KERNEL(rule_momentum)(float* w, const float* g, float* v, RULE_ARGUMENTS) {
  sweep(w, g, RULE_GIVEN, [=](float x, float d, int i, const Numbers& q) {
    return x + (v[i] = q.keep1 * v[i] - q.rate * d);
  });
}

// v' = mu v - lr g;  w <- w - mu v + (1 + mu) v'
KERNEL(rule_nesterov)(float* w, const float* g, float* v, RULE_ARGUMENTS) {
  sweep(w, g, RULE_GIVEN, [=](float x, float d, int i, const Numbers& q) {
    float before = q.keep1 * v[i];
    v[i] = before - q.rate * d;
    return x - before + (1 + q.keep1) * v[i];
  });
}

// c <- c + g^2;  w <- w - lr g / (sqrt(c) + eps)
KERNEL(rule_adagrad)(float* w, const float* g, float* cache, RULE_ARGUMENTS) {
  sweep(w, g, RULE_GIVEN, [=](float x, float d, int i, const Numbers& q) {
    return x - q.rate * (d / (sqrtf(cache[i] += d * d) + q.eps));
  });
}

// c <- rho c + (1 - rho) g^2;  w <- w - lr g / (sqrt(c) + eps)
KERNEL(rule_rmsprop)(float* w, const float* g, float* cache, RULE_ARGUMENTS) {
  sweep(w, g, RULE_GIVEN, [=](float x, float d, int i, const Numbers& q) {
    cache[i] = q.keep1 * cache[i] + q.take1 * (d * d);
    return x - q.rate * (d / (sqrtf(cache[i]) + q.eps));
  });
}

// c <- rho c + (1 - rho) g^2;  d = sqrt((D + eps) / (c + eps)) g;  D <- rho D + (1 - rho) d^2;
// w <- w - lr d
KERNEL(rule_adadelta)(
    float* w, const float* g, float* cache, float* steps, RULE_ARGUMENTS) {
  sweep(w, g, RULE_GIVEN, [=](float x, float d, int i, const Numbers& q) {
    cache[i] = q.keep1 * cache[i] + q.take1 * (d * d);
    d *= sqrtf((steps[i] + q.eps) / (cache[i] + q.eps));
    steps[i] = q.keep1 * steps[i] + q.take1 * (d * d);
    return x - q.rate * d;
  });
}

// m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2;  w <- shrink w - rate m / (sqrt(v) + eps)
KERNEL(rule_adam)(float* w, const float* g, float* m, float* v, RULE_ARGUMENTS) {
  sweep(w, g, RULE_GIVEN, [=](float x, float d, int i, const Numbers& q) {
    m[i] = q.keep1 * m[i] + q.take1 * d;
    v[i] = q.keep2 * v[i] + q.take2 * (d * d);
    return q.shrink * x - q.rate * (m[i] / (sqrtf(v[i]) + q.eps));
  });
}

// v <- mu v + g;  w <- w - lr (g + mu v); a group whose second number is not 0 is moved by its
// matrices later, and `step` is g + mu v.
KERNEL(rule_muon)(float* w, const float* g, float* v, float* step, RULE_ARGUMENTS) {
  sweep(w, g, RULE_GIVEN, [=](float x, float d, int i, const Numbers& q) {
    v[i] = q.keep1 * v[i] + d;
    step[i] = d + q.keep1 * v[i];
    return q.take2 ? x : x - q.rate * step[i];
  });
}
