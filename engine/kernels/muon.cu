// What Muon does beside products: matrices W (M, F) of the flat weights become steps X and back.

// Norms (R, arrays, 2) of a and b by array, a block each, from what square_pieces added up.
KERNEL(muon_norms)(
    const float* sums, const int* pieces, float* norm, int arrays, int count) {
  Norms n = array_norms(sums, pieces, blockIdx.x / arrays, blockIdx.x % arrays, count);
  if (threadIdx.x == 0) {
    norm[2 * blockIdx.x] = n.first;
    norm[2 * blockIdx.x + 1] = n.second;
  }
}

// X <- G / (||G|| + tiny), G the array number `array` of the flat steps; runs of X are `apart` apart.
KERNEL(muon_begin)(
    const float* step, const float* norm, T* x, int runs, int size, int stride, int apart, int arrays,
    int array, float tiny) {
  EACH(i, runs * size) {
    int run = i / size, p = i % size;
    float length = norm[2 * (run * arrays + array)] + tiny;
    x[(long long)run * apart + p] = put(step[(long long)run * stride + p] / length);
  }
}

// S <- a I + b G + c S, S the square of G, both (n / side^2, side, side): X <- X S is then a round.
KERNEL(muon_round)(const T* gram, T* square, float a, float b, float c, int side, int n) {
  EACH(i, n) {
    bool diagonal = i / side % side == i % side;
    square[i] = put((diagonal ? a : 0) + b * get(gram[i]) + c * get(square[i]));
  }
}

// W <- W length / (||W|| + tiny) - rate X, and the copy for products; rate is the first of
// the `numbers` of group 0.
KERNEL(muon_end)(
    float* w, const T* x, T* copy, const float* norm, const float* now, int runs, int size, int stride,
    int apart, int arrays, int array, int groups, int numbers, float length, float tiny) {
  EACH(i, runs * size) {
    int run = i / size, p = i % size;
    long long at = (long long)run * stride + p;
    float scale = length / (norm[2 * (run * arrays + array) + 1] + tiny);
    float rate = now[run * groups * numbers];
    w[at] = w[at] * scale - rate * get(x[(long long)run * apart + p]);
    copy[at] = put(w[at]);
  }
}
