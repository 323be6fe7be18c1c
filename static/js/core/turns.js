/** Drawings take turns: one a frame, the one that has waited longest, so that no frame is long. */

const waiting = new Set();
let frame = null;

function turn() {
  frame = null;
  const now = performance.now();
  const one = [...waiting].find(({ ready }) => ready <= now);
  if (one) {
    waiting.delete(one);
    one.draw();
  }
  if (waiting.size) frame = requestAnimationFrame(turn);
}

/** Call `one.draw()` in a frame of its own, not before the time `one.ready`. */
export function queue(one) {
  waiting.add(one);
  frame ??= requestAnimationFrame(turn);
}
