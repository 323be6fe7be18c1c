/** Outlines of equal loss and equal penalty, from the numbers the server sent. */

const STEPS = 96; // a multiple of 4, so that corners on the axes are drawn sharp
const TURN = Array.from({ length: STEPS + 1 }, (_, i) => (2 * Math.PI * i) / STEPS);
const UNIT = TURN.map((angle) => [Math.cos(angle), Math.sin(angle)].map((v) => Number(v.toFixed(15))));

/** Points of f(w) = level around the minimum: w = a + sqrt(2 level) L^-T u with H = L L^T. */
export function ellipse({ minimum: [a, b], H }, level) {
  const l11 = Math.sqrt(H[0][0]);
  const l21 = H[1][0] / l11;
  const l22 = Math.sqrt(H[1][1] - l21 * l21);
  const r = Math.sqrt(2 * level);
  return UNIT.map(([u, v]) => {
    const z = (r * v) / l22;
    return [a + (r * u - l21 * z) / l11, b + z];
  });
}

/** Points of R(w) = size. */
export function ball(kind, size, beta) {
  return UNIT.map(([u, v]) => {
    const r = reach(kind, size, beta, Math.abs(u) + Math.abs(v));
    return [r * u, r * v];
  });
}

/** How far R stays below `size` in a direction whose sizes add up to `ones`. */
function reach(kind, size, beta, ones) {
  if (kind === "l2") return Math.sqrt(size);
  if (kind === "l1" || beta === 0) return size / ones;
  return (Math.sqrt(ones * ones + 4 * beta * size) - ones) / (2 * beta);
}

/** SVG path data of points of a plane. */
export const outline = ({ px, py }, points) =>
  points.map(([x, y], i) => `${i ? "L" : "M"}${px(x).toFixed(2)} ${py(y).toFixed(2)}`).join("");

/** SVG path data of an arrow of `length` pixels from (x, y) along (dx, dy), a vector of the plane. */
export function arrow({ px, py }, [x, y], [dx, dy], length) {
  const far = Math.hypot(dx, dy);
  const [u, v] = [dx / far, -dy / far];
  const [x1, y1] = [px(x) + u * length, py(y) + v * length];
  const barb = (turn) => `L${(x1 - 8 * u + turn * 5 * v).toFixed(2)} ${(y1 - 8 * v - turn * 5 * u).toFixed(2)}`;
  const tip = `${x1.toFixed(2)} ${y1.toFixed(2)}`;
  return `M${px(x).toFixed(2)} ${py(y).toFixed(2)}L${tip}${barb(1)}M${tip}${barb(-1)}`;
}
