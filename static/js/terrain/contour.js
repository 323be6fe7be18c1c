/** Lines of one height through a grid (marching squares: Lorensen & Cline 1987 in the plane). Pure. */

/**
 * @param {{values: ArrayLike<number>, columns: number, rows: number}} grid row 0 is the lowest
 * @param {number} level
 * @returns {number[]} x0, y0, x1, y1 of every piece, in cells of the grid; nothing where a value is no number
 */
export function pieces({ values, columns, rows }, level) {
  const out = [];
  for (let j = 0; j < rows - 1; j += 1) {
    for (let i = 0; i < columns - 1; i += 1) {
      const at = j * columns + i;
      const corners = [values[at], values[at + 1], values[at + columns + 1], values[at + columns]];
      cell(corners, level, i, j, out);
    }
  }
  return out;
}

const EDGES = [[0, 1], [1, 2], [2, 3], [3, 0]];
const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]];

function cell(corners, level, i, j, out) {
  if (corners.some((value) => !Number.isFinite(value))) return;
  const crossed = [];
  for (const [a, b] of EDGES) {
    const [from, to] = [corners[a], corners[b]];
    if (from < level === to < level) continue;
    const share = (level - from) / (to - from);
    crossed.push(i + CORNERS[a][0] + share * (CORNERS[b][0] - CORNERS[a][0]), j + CORNERS[a][1] + share * (CORNERS[b][1] - CORNERS[a][1]));
  }
  if (crossed.length === 4) out.push(...crossed);
  if (crossed.length === 8) saddle(corners, level, crossed, out);
}

/** Four crossings: the value in the middle says which belong together. */
function saddle(corners, level, [ax, ay, bx, by, cx, cy, dx, dy], out) {
  const middle = corners.reduce((sum, value) => sum + value, 0) / 4;
  const joined = middle < level === corners[0] < level;
  out.push(...(joined ? [ax, ay, bx, by, cx, cy, dx, dy] : [ax, ay, dx, dy, bx, by, cx, cy]));
}

/** The value between grid points; NaN beside an undefined one. */
export function between({ values, columns, rows }, x, y) {
  const i = Math.min(columns - 2, Math.max(0, Math.floor(x)));
  const j = Math.min(rows - 2, Math.max(0, Math.floor(y)));
  const [u, v, at] = [x - i, y - j, j * columns + i];
  const low = values[at] + u * (values[at + 1] - values[at]);
  const high = values[at + columns] + u * (values[at + columns + 1] - values[at + columns]);
  return low + v * (high - low);
}

/** How many of the rising `levels` lie at or below a value. */
export function rank(levels, value) {
  let [from, to] = [0, levels.length];
  while (from < to) {
    const half = (from + to) >> 1;
    if (levels[half] <= value) from = half + 1;
    else to = half;
  }
  return from;
}
