import assert from "node:assert/strict";
import { test } from "node:test";

import {
  gaugeAt, histogramPath, mapsOf, sharedLimits, signed,
} from "../../static/js/demos/cifar10/maps.js";

const array = (...shape) => ({
  shape,
  values: Uint8Array.from({ length: shape.reduce((n, side) => n * side, 1) }, (_, i) => i % 256),
});
const said = { min: -1, max: 3, histogram: [1, 4] };
const layer = { index: 0, activations: said, weights: said, gradients: null };

test("activations (C, H, W) are C maps", () => {
  const maps = mapsOf({ "activations.0": array(4, 2, 3) }, layer, "activations");
  assert.deepEqual([maps.count, maps.cell, maps.colour], [4, [2, 3], false]);
  assert.deepEqual([...maps.map(1)], [6, 7, 8, 9, 10, 11]);
  assert.ok(signed(maps));
});

test("filters on three channels are pictures, deeper ones a map a pair", () => {
  const first = mapsOf({ "weights.0": array(2, 3, 5, 5) }, layer, "weights");
  assert.deepEqual([first.count, first.colour, first.map(1).length], [2, true, 75]);
  const deeper = mapsOf({ "weights.0": array(2, 4, 5, 5) }, layer, "weights");
  assert.deepEqual([deeper.count, deeper.inputs, deeper.map(7).length], [8, 4, 25]);
});

test("a vector is a row of single cells", () => {
  const maps = mapsOf({ "activations.0": array(10) }, layer, "activations");
  assert.deepEqual([maps.count, maps.cell], [10, [1, 1]]);
});

test("a layer without such numbers has no maps", () => {
  assert.equal(mapsOf({}, layer, "activations"), null);
  assert.equal(mapsOf({ "gradients.0": array(1, 2, 2) }, layer, "gradients"), null);
});

test("one scale for all spans every layer but pictures, its zero in the middle", () => {
  const of = (low, high, colour = false) => ({ low, high, colour });
  assert.deepEqual(sharedLimits([of(0, 2), null, of(0, 7), of(-9, 9, true)]), [0, 7]);
  assert.deepEqual(sharedLimits([of(-1, 2), of(0, 7)]), [-7, 7]);
  assert.deepEqual(sharedLimits([null]), [0, 1]);
});

test("a healthy ratio stands in the middle of the gauge, others to its sides, none outside", () => {
  assert.equal(gaugeAt(1e-3), 50);
  assert.ok(Math.abs(gaugeAt(1e-2) - 75) < 1e-9);
  assert.deepEqual([gaugeAt(0), gaugeAt(null), gaugeAt(10), gaugeAt(1e-9)], [0, 0, 100, 0]);
});

test("a histogram is one path of as many bars as bins", () => {
  const path = histogramPath([0, 4, 16], 30, 10);
  assert.equal(path.split("M").length - 1, 3);
  assert.ok(path.endsWith("M20.00 10v-10.00h10.00V10z"));
});
