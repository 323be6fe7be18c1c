import assert from "node:assert/strict";
import { test } from "node:test";

import { barOf, scored } from "../../static/js/demos/templates/scores.js";

test("a score keeps its places, a large one its digits", () => {
  assert.equal(scored(1.005), "1.01");
  assert.equal(scored(-0.0304, 3), "-0.030");
  assert.equal(scored(-123456.7), "-123,000");
  assert.equal(scored(null), "–");
});

test("bars leave the middle to the side of the sign and the largest fills its half", () => {
  assert.deepEqual(barOf(2, 4), { from: 50, wide: 25 });
  assert.deepEqual(barOf(-4, 4), { from: 0, wide: 50 });
  assert.deepEqual(barOf(0, 0), { from: 50, wide: 0 });
  assert.deepEqual(barOf(null, 4), { from: 50, wide: 0 });
});
