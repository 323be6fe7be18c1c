/** Drawings take turns: one a frame, the one that has waited longest, so that no frame is long. */

const waiting = new Set();
let frame = null;
let timer = null;

/** Ask for a frame when the first of them may be drawn: a frame without a change costs too. */
function ask() {
  if (frame !== null || !waiting.size) return;
  clearTimeout(timer);
  const soonest = Math.min(...[...waiting].map(({ ready = 0 }) => ready)) - performance.now();
  const now = () => (frame ??= requestAnimationFrame(turn));
  if (soonest > 0) timer = setTimeout(now, soonest);
  else now();
}

function turn() {
  frame = null;
  const now = performance.now();
  const one = [...waiting].find(({ ready = 0 }) => ready <= now);
  if (one) {
    waiting.delete(one);
    one.draw();
  }
  ask();
}

/** Call `one.draw()` in a frame of its own, not before the time `one.ready`, if it has one. */
export function queue(one) {
  waiting.add(one);
  ask();
}

/** A function that has `one` drawn soon, once for however many calls. */
export const queued = (one) => () => queue(one);
