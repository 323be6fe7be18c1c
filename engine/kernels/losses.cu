// Losses, one warp a row of K scores: what the row costs, its slope times `share` (1 / N, or more
// for types with few small numbers), and whether its class leads. `numbers` (R, 3) are the run's.

// L = (log sum_k e^z_k - (1 - eps) z_y - eps mean z) / unit, z = s / temperature; numbers are eps,
// temperature, unit. The greatest exponential, 1, is left to log1p.
KERNEL(loss_softmax)(LOSS_ARGUMENTS) {
  EACH_ROW(row, rows) {
    const T* s = scores + row * classes;
    const float* a = numbers + row / n * 3;
    float eps = a[0], temperature = a[1], slope = share / (a[2] * temperature), rest = 0, mean = 0;
    int y = target[row];
    Best top = best(s, classes, -1);
    float most = top.score / temperature;
    EACH_CLASS(k, classes) {
      float z = get(s[k]) / temperature - most;
      if (k != top.place) rest += expf(z);
      if (eps) mean += z / classes;
    }
    rest = warp_sum(rest);
    mean = warp_sum(mean);
    EACH_CLASS(k, classes) {
      float p = (k == top.place ? 1 : expf(get(s[k]) / temperature - most)) / (1 + rest);
      dscores[row * classes + k] = put((p - (k == y ? 1 - eps : 0) - eps / classes) * slope);
    }
    float wanted = (1 - eps) * (get(s[y]) / temperature - most) + (eps ? eps * mean : 0);
    tell((log1pf(rest) - wanted) / a[2], top.place == y, losses, right, row);
  }
}

// L = 1/2 sum_k (s_k - [k = y])^2
KERNEL(loss_squared)(LOSS_ARGUMENTS) {
  EACH_ROW(row, rows) {
    const T* s = scores + row * classes;
    float sum = 0;
    int y = target[row];
    EACH_CLASS(k, classes) {
      float d = get(s[k]) - (k == y);
      sum += d * d;
      dscores[row * classes + k] = put(d * share);
    }
    sum = warp_sum(sum);
    Best top = best(s, classes, -1);
    tell(sum / 2, top.place == y, losses, right, row);
  }
}

// What a row is taken for, and its softmax probability; confusion[run, target, predicted] += 1.
KERNEL(judge)(
    const T* scores, const int* target, int* predicted, float* chance, int* confusion, int rows,
    int n, int classes) {
  EACH_ROW(row, rows) {
    const T* s = scores + row * classes;
    Best top = best(s, classes, -1);
    float rest = 0;
    EACH_CLASS(k, classes) if (k != top.place) rest += expf(get(s[k]) - top.score);
    rest = warp_sum(rest);
    if (threadIdx.x % 32 == 0) {
      predicted[row] = top.place;
      chance[row] = 1 / (expf(top.score - top.score) + rest);  // NaN for an infinite score
      atomicAdd(confusion + (row / n * classes + target[row]) * classes + top.place, 1);
    }
  }
}

// Scores of several views of an image: sum <- [sum +] weight s
KERNEL(add_view)(const T* scores, float* sum, float weight, int first, int n) {
  EACH(i, n) sum[i] = (first ? 0 : sum[i]) + weight * get(scores[i]);
}
