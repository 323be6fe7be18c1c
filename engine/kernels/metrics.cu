// What a step says of itself, written where the host may read it while the next steps run.

// The end of a step, a block a run: {step, mean loss, loss + penalty, right} into the run's place
// step % slots of `ring` (R, slots, 4), the step last, so that who sees it sees the rest; then the
// clock goes on. Runs that rest say nothing, and their clocks stand.
KERNEL(end_step)(
    const float* losses, const int* right, const float* costs, float* ring, unsigned long long* clock,
    const int* active, int n, int parts, int slots) {
  int run = blockIdx.x;
  if (!active[run]) return;
  float loss = 0, hits = 0, cost = 0;
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    loss += losses[(long long)run * n + i];
    hits += right[(long long)run * n + i];
  }
  for (int i = threadIdx.x; i < parts; i += blockDim.x) cost += costs[(long long)run * parts + i];
  loss = block_sum(loss) / n;
  hits = block_sum(hits);
  cost = block_sum(cost);
  if (threadIdx.x == 0) {
    volatile float* said = ring + ((long long)run * slots + clock[run] % slots) * 4;
    said[1] = loss;
    said[2] = loss + cost;
    said[3] = hits;
    __threadfence_system();
    said[0] = clock[run];
    clock[run] += 1;
  }
}

// before[run, clock % depth] <- w of the runs that step, n numbers in all, `size` a run
KERNEL(remember)(
    const float* w, float* before, const int* active, const unsigned long long* clock, int n, int size,
    int depth) {
  EACH(i, n) {
    int run = i / size;
    if (active[run]) before[((long long)run * depth + clock[run] % depth) * size + i % size] = w[i];
  }
}

// w <- before of the runs that rest: what the step did to them is undone
KERNEL(undo)(float* w, const float* before, const int* active, int n, int size) {
  EACH(i, n) if (!active[i / size]) w[i] = before[i];
}

// copy <- w of the runs that rest, after `undo`
KERNEL(undo_copy)(const float* w, T* copy, const int* active, int n, int size) {
  EACH(i, n) if (!active[i / size]) copy[i] = put(w[i]);
}

// before <- w, of which the step's end is told apart
KERNEL(watch_begin)(const float* w, float* before, int n) {
  EACH(i, n) before[i] = w[i];
}

// A block takes the piece [begin, end) of one run's numbers: sums of squares of a, or of a - b if
// `apart`, and of b. `pieces` (S, 3) says begin, end, and which array the piece belongs to.
KERNEL(square_pieces)(
    const float* a, const float* b, const int* pieces, float* sums, int count, int size, int apart) {
  int run = blockIdx.x / count;
  const int* piece = pieces + blockIdx.x % count * 3;
  float first = 0, second = 0;
  for (int p = piece[0] + threadIdx.x; p < piece[1]; p += blockDim.x) {
    float y = b[(long long)run * size + p], x = a[(long long)run * size + p] - (apart ? y : 0);
    first += x * x;
    second += y * y;
  }
  first = block_sum(first);
  second = block_sum(second);
  if (threadIdx.x == 0) {
    sums[2 * blockIdx.x] = first;
    sums[2 * blockIdx.x + 1] = second;
  }
}

// ||a - b|| / ||b||, 0 where that is 0, by array, a block each, into place clock % slots of `ring`
// (R, slots, arrays).
KERNEL(watch_ratios)(
    const float* sums, const int* pieces, const unsigned long long* clock, float* ring, int arrays,
    int count, int slots) {
  int run = blockIdx.x / arrays, array = blockIdx.x % arrays;
  Norms n = array_norms(sums, pieces, run, array, count);
  if (threadIdx.x == 0)
    ring[((long long)run * slots + clock[run] % slots) * arrays + array] =
        n.second ? n.first / n.second : 0;
}
