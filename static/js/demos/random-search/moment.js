/** The moment that is shown: the newest try, or the one scrubbed to. */

/**
 * @returns {{at: number|null, until: number, value(curve: string): number|null, judged: object|null}}
 *   the try shown, the last x that counts, a curve's newest value there, the last whole test there
 */
export function momentOf(lab, history) {
  const step = lab.view.get("step");
  const until = step === "" ? Infinity : Number(step);
  const at = history.step === null ? null : Math.min(until, history.step);
  const value = (curve) => {
    const { x, y } = history.curves[curve];
    const last = lastAt(x, until);
    return last < 0 ? null : y[last];
  };
  return { at, until, value, judged: history.testAt(step === "" ? null : until) };
}

/** Index of the last of the rising `x` that is at most `until`, -1 for none. */
export function lastAt(x, until) {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] <= until) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
