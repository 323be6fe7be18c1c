// Losses of margins, as in losses.cu. A margin that is not a number stays so: the run diverges.

__device__ inline float positive(float x) { return x < 0 ? 0 : x; }

// L = c sum_{j != y} bend(max(0, s_j - s_y + margin)), the margin itself for j = y if `own`;
// numbers are margin, own, and whether c is 1 / the number of classes in the sum, not 1.
template <bool SQUARED> __device__ inline void hinge(LOSS_ARGUMENTS) {
  EACH_ROW(row, rows) {
    const T* s = scores + row * classes;
    const float* a = numbers + row / n * 3;
    int y = target[row];
    float counted = a[1] ? classes : classes > 1 ? classes - 1 : 1, c = a[2] ? 1 / counted : 1;
    float cost = 0, pull = 0, shift = a[0] - get(s[y]);
    EACH_CLASS(k, classes) {
      float m = k == y ? (a[1] ? a[0] : 0) : positive(get(s[k]) + shift);
      float slope = k == y ? 0 : SQUARED ? 2 * m : m > 0;
      cost += SQUARED ? m * m : m;
      pull += slope;
      if (k != y) dscores[row * classes + k] = put(slope * c * share);
    }
    cost = warp_sum(cost);
    pull = warp_sum(pull);
    if (threadIdx.x % 32 == 0) dscores[row * classes + y] = put(-pull * c * share);
    Best top = best(s, classes, -1);
    tell(cost * c, top.place == y, losses, right, row);
  }
}

KERNEL(loss_hinge)(LOSS_ARGUMENTS) {
  hinge<false>(scores, target, numbers, dscores, losses, right, rows, n, classes, share);
}

KERNEL(loss_squared_hinge)(LOSS_ARGUMENTS) {
  hinge<true>(scores, target, numbers, dscores, losses, right, rows, n, classes, share);
}

// L = sum_j max(0, margin - t_j s_j), t_y = 1 and t_j = -1 elsewhere
KERNEL(loss_one_vs_all)(LOSS_ARGUMENTS) {
  EACH_ROW(row, rows) {
    const T* s = scores + row * classes;
    float margin = numbers[row / n * 3], cost = 0;
    int y = target[row];
    EACH_CLASS(k, classes) {
      float t = k == y ? 1 : -1, m = positive(margin - t * get(s[k]));
      cost += m;
      dscores[row * classes + k] = put(m > 0 ? -t * share : 0);
    }
    cost = warp_sum(cost);
    Best top = best(s, classes, -1);
    tell(cost, top.place == y, losses, right, row);
  }
}

// L = max(0, max_{j != y} s_j - s_y + margin)
KERNEL(loss_structured)(LOSS_ARGUMENTS) {
  EACH_ROW(row, rows) {
    const T* s = scores + row * classes;
    int y = target[row];
    Best rival = best(s, classes, y), top = best(s, classes, -1);
    float m = positive(rival.score - get(s[y]) + numbers[row / n * 3]);
    float slope = m > 0 ? share : 0;
    EACH_CLASS(k, classes)
      dscores[row * classes + k] = put(k == y ? -slope : k == rival.place ? slope : 0);
    tell(m, top.place == y, losses, right, row);
  }
}
