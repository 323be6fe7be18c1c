import assert from "node:assert/strict";
import { test } from "node:test";

import { between, pieces, rank } from "../../static/js/terrain/contour.js";
import { before, placeAt } from "../../static/js/terrain/trails.js";

const grid = (columns, rows, f) => {
  const values = Float64Array.from({ length: columns * rows }, (_, k) => f(k % columns, Math.floor(k / columns)));
  return { values, columns, rows };
};

test("a line of one height lies where a plane has that height", () => {
  const ends = pieces(grid(6, 5, (x, y) => 2 * x + y), 5.5);
  assert.ok(ends.length >= 4 * 4);
  for (let k = 0; k < ends.length; k += 2) assert.ok(Math.abs(2 * ends[k] + ends[k + 1] - 5.5) < 1e-12);
});

test("a bowl's line is closed: every end is met twice", () => {
  const ends = pieces(grid(21, 21, (x, y) => (x - 10) ** 2 + (y - 10) ** 2), 30);
  const met = new Map();
  for (let k = 0; k < ends.length; k += 2) {
    const at = `${ends[k].toFixed(9)},${ends[k + 1].toFixed(9)}`;
    met.set(at, (met.get(at) ?? 0) + 1);
  }
  assert.ok([...met.values()].every((count) => count === 2));
});

test("a saddle's cell has two pieces that do not cross", () => {
  const corners = grid(2, 2, (x, y) => (x === y ? 1 : 0));
  assert.equal(pieces(corners, 0.4).length, 8);
  assert.equal(pieces(corners, 0.6).length, 8);
});

test("no line passes a cell that is undefined", () => {
  assert.deepEqual(pieces(grid(2, 2, (x, y) => (x + y === 0 ? NaN : x + y)), 0.5), []);
  assert.ok(Number.isNaN(between(grid(2, 2, () => NaN), 0.5, 0.5)));
});

test("values between grid points and ranks among levels", () => {
  assert.equal(between(grid(3, 3, (x, y) => x + 10 * y), 1.5, 0.25), 4);
  assert.deepEqual([0, 1, 2.5, 9].map((value) => rank([1, 2, 3], value)), [0, 1, 2, 3]);
});

test("a place between kept steps lies on the line between them", () => {
  const race = { steps: [0, 1, 5], trail: { shape: [3, 1, 2], values: Float32Array.from([0, 0, 1, 2, 5, 6]) } };
  assert.deepEqual([0, 0.5, 1, 4, 5, 9].map((step) => before(race.steps, step)), [0, 0, 1, 1, 2, 2]);
  assert.deepEqual(placeAt(race, 0, 3), [3, 4]);
  assert.deepEqual(placeAt(race, 0, 5), [5, 6]);
});
