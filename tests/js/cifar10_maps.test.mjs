import assert from "node:assert/strict";
import { test } from "node:test";

import { corner, grid, mapAt, pixels } from "../../static/js/core/canvas.js";
import {
  dequantize, fromOklab, limits, ramp, stopsOf, table, toOklab,
} from "../../static/js/core/colormap.js";

const SEQUENTIAL = stopsOf("#0a1418, #0d3a46, #0f6672, #2c9489, #7cc29a, #cfe5ae, #fdfbdc");
const DIVERGING = stopsOf("#123f7c, #2f74b8, #8db8dc, #f3f4f3, #f0b48a, #cf6a2c, #8a3406");
const byte = (b) => b.toString(16).padStart(2, "0");
const hex = (bytes) => `#${[...bytes.slice(0, 3)].map(byte).join("")}`;

test("a colour survives the way to OKLab and back", () => {
  for (const stop of [...SEQUENTIAL, ...DIVERGING]) {
    assert.equal(hex(fromOklab(toOklab(stop))), stop);
  }
});

test("OKLab agrees with its author's table: white is (1, 0, 0)", () => {
  const [light, a, b] = toOklab("#ffffff");
  assert.ok(Math.abs(light - 1) < 1e-4 && Math.abs(a) < 1e-4 && Math.abs(b) < 1e-4);
});

test("a map goes from its first stop to its last, ever lighter where it should", () => {
  const colours = ramp(SEQUENTIAL);
  assert.equal(hex(colours), "#0a1418");
  assert.equal(hex(colours.subarray(4 * 255)), "#fdfbdc");
  const light = Array.from({ length: 256 }, (_, i) => toOklab(hex(colours.subarray(4 * i)))[0]);
  assert.ok(light.every((v, i) => i === 0 || v >= light[i - 1] - 0.004));
});

test("bytes stand for numbers between their limits", () => {
  assert.equal(dequantize(0, -2, 3), -2);
  assert.equal(dequantize(255, -2, 3), 3);
  assert.ok(Math.abs(dequantize(51, 0, 5) - 1) < 1e-12);
});

test("zero is the middle of a diverging map whatever the limits of the array", () => {
  const colours = ramp(DIVERGING, 257);
  const own = [-1, 4];
  const painted = table(colours, own, limits(...own));
  const zero = Math.round((1 / 5) * 255);
  assert.equal(hex(painted.subarray(4 * zero)), "#f3f4f3");
  assert.deepEqual(limits(0.5, 4), [0, 4]);
});

test("on a shared scale equal numbers get equal colours", () => {
  const colours = ramp(SEQUENTIAL);
  const small = table(colours, [0, 1], [0, 4]);
  const large = table(colours, [0, 4], [0, 4]);
  assert.equal(hex(small.subarray(4 * 255)), hex(large.subarray(4 * 64)));
});

test("an array that is constant, dead or all zero is painted, not divided by zero", () => {
  assert.equal(hex(table(ramp(SEQUENTIAL), [0, 0], [0, 0])), "#0a1418");
});

test("pixels are colours of bytes, or bytes as RGB", () => {
  const colours = table(ramp(SEQUENTIAL), [0, 1], [0, 1]);
  const mapped = pixels(Uint8Array.of(0, 255), colours, new Uint8ClampedArray(8));
  assert.deepEqual([hex(mapped), hex(mapped.subarray(4))], ["#0a1418", "#fdfbdc"]);
  const rgb = pixels(Uint8Array.of(1, 2, 3, 4, 5, 6), null, new Uint8ClampedArray(8));
  assert.deepEqual([...rgb], [1, 3, 5, 255, 2, 4, 6, 255]);
});

test("maps stand in as few rows as keep them large enough, and are found under the finger", () => {
  const wide = grid(16, [32, 32], 570);
  assert.equal(wide.across, 16);
  const phone = grid(16, [32, 32], 328);
  assert.equal(phone.across, 8);
  assert.ok(phone.wide >= 26 && phone.across * (phone.wide + phone.gap) - phone.gap <= 328.001);
  const [x, y] = corner(phone, 11);
  assert.equal(mapAt(phone, x + 1, y + 1), 11);
  assert.equal(mapAt(phone, x - 1, y + 1), null);
  assert.equal(mapAt(wide, 571, 3), null);
});

test("a layer with thousands of filters shows the first ones and says how many", () => {
  const many = grid(16384, [3, 3], 328, { smallest: 10, most: 12 });
  assert.ok(many.shown < 16384 && many.shown % many.across === 0);
});

test("the inputs of one filter stay in one row where they fit", () => {
  const place = grid(320, [5, 5], 570, { smallest: 13, largest: 18, gap: 2, most: 20, together: 16 });
  assert.equal(place.across, 32);
  assert.equal(place.shown, 320);
  assert.equal(grid(320, [5, 5], 120, { smallest: 13, gap: 2, together: 16 }).across % 16, 8);
});
