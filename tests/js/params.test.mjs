import assert from "node:assert/strict";
import { test } from "node:test";
import { differing, placeOf, renumber, tidyStep, unlike, valueAt } from "../../static/js/core/params.js";

const RATE = { low: 1e-6, high: 1, scale: "log", bottom: 1e-6 };
const DECAY = { low: 0, high: 1, scale: "log", bottom: 1e-6 };
const MOMENTUM = { low: 0, high: 0.999, scale: "linear" };

test("a log slider gives two digits, its ends exactly, and 0 left of the scale", () => {
  assert.equal(valueAt(RATE, 0.5), "0.001");
  assert.equal(valueAt(RATE, 1), "1");
  assert.equal(valueAt(RATE, 0), "0.000001");
  assert.equal(valueAt(DECAY, 0), "0");
  assert.equal(valueAt(RATE, 0.61), "0.0046");
});

test("a linear slider moves in tidy steps and stays inside", () => {
  assert.equal(valueAt(MOMENTUM, 0.5), "0.5");
  assert.equal(valueAt(MOMENTUM, 1), "0.999");
  assert.equal(tidyStep(0.00999), 0.005);
  assert.equal(tidyStep(7), 5);
});

test("a slider stands where its value is", () => {
  for (const scale of [RATE, MOMENTUM]) {
    for (const at of [0.1, 0.35, 0.62, 0.9]) {
      assert.ok(Math.abs(placeOf(scale, Number(valueAt(scale, at))) - at) < 0.02);
    }
  }
  assert.equal(placeOf(DECAY, 0), 0);
  assert.equal(placeOf(RATE, 30), 1);
  assert.equal(placeOf(RATE, NaN), 0);
});

test("rows are renumbered in names, ids, conditions and nothing else", () => {
  const to = (text) => renumber(text, "layers", 2, 10);
  assert.equal(to("layers.2.filters"), "layers.10.filters");
  assert.equal(to("f-layers.2.filters~conv"), "f-layers.10.filters~conv");
  assert.equal(to("layers.2.init=normal"), "layers.10.init=normal");
  assert.equal(to("e-layers.2"), "e-layers.10");
  assert.equal(to("layers.22.filters"), "layers.22.filters");
  assert.equal(to("sublayers.2.filters"), "sublayers.2.filters");
  assert.equal(renumber("h-layers.__n__.size", "layers", "__n__", 0), "h-layers.0.size");
});

test("only what differs is sent", () => {
  const controls = [
    { name: "lr", text: "0.01", standard: "0.003" },
    { name: "batch", text: "64", standard: "64" },
  ];
  assert.deepEqual(differing(controls), { lr: "0.01" });
  assert.deepEqual(unlike({ a: "1", b: "2" }, { a: "1", c: "3" }), ["b", "c"]);
});
