import assert from "node:assert/strict";
import { test } from "node:test";

import { layout, logTicks, traces } from "../../static/js/core/chart_layout.js";
import { spread } from "../../static/js/core/chart_words.js";
import { Series, smooth, thin, within } from "../../static/js/core/series.js";
import { csv, History } from "../../static/js/course/history.js";

const range = (n) => Float64Array.from({ length: n }, (_, i) => i);
const token = (name) => (name === "stroke" ? "2.25px" : `<${name}>`);

test("thinning keeps few points, the extremes, the ends and their order", () => {
  const x = range(10000);
  const y = x.map((v) => Math.sin(v / 40));
  y[5003] = 99;
  y[7001] = -99;
  const thinned = thin(x, y, 200);
  assert.ok(thinned.x.length <= 402, `${thinned.x.length} points`);
  assert.equal(Math.max(...thinned.y), 99);
  assert.equal(Math.min(...thinned.y), -99);
  assert.deepEqual([thinned.x[0], thinned.x.at(-1)], [0, 9999]);
  assert.ok(thinned.x.every((v, i) => i === 0 || v > thinned.x[i - 1]));
});

test("a short curve is drawn whole", () => {
  assert.deepEqual(thin(range(3), range(3), 200), { x: [0, 1, 2], y: [0, 1, 2] });
});

test("a series of any length stays within its limit and keeps its last point", () => {
  const series = new Series(1024);
  for (let step = 0; step < 20000; step += 1) series.push(step, step % 7);
  assert.ok(series.length <= 1024);
  assert.equal(series.lastX, 19999);
});

test("a series leaves out what is no number and what comes twice", () => {
  const series = new Series();
  [[1, 2], [2, null], [2, NaN], [3, 4], [3, 5], [2, 6]].forEach(([x, y]) => series.push(x, y));
  assert.deepEqual([...series.x], [1, 3]);
  assert.deepEqual([...series.y], [2, 4]);
});

test("smoothing starts unbiased, keeps a constant and fades by distance", () => {
  assert.deepEqual([...smooth(range(4), Float64Array.of(2, 2, 2, 2), 0.9)], [2, 2, 2, 2]);
  const [first, second] = smooth(range(2), Float64Array.of(1, 3), 0.5);
  assert.equal(first, 1);
  assert.ok(Math.abs(second - (0.25 * 1 + 0.5 * 3) / 0.75) < 1e-12);
  const far = smooth(Float64Array.of(0, 50), Float64Array.of(1, 3), 0.5)[1];
  assert.ok(Math.abs(far - 3) < 1e-9);
  assert.deepEqual([...smooth(range(3), Float64Array.of(5, 1, 4), 0)], [5, 1, 4]);
});

test("a zoomed chart draws the points inside and one on either side", () => {
  const cut = within(range(100), range(100), 10, 20);
  assert.deepEqual([cut.x[0], cut.x.at(-1)], [9, 21]);
});

test("a run that begins again at step 5 forgets what came after", () => {
  const history = new History();
  const steps = [1, 2, 3, 4, 5, 6, 7, 8];
  history.metrics({ step: 8, values: { loss: 8 }, rows: { step: steps, loss: steps } });
  history.mark(3, "lr", "0.1", "0.2");
  history.mark(700, "lr", "0.2", "0.3");
  history.test(4, { right: 1, of: 10 });
  history.test(8, { right: 2, of: 10 });
  history.start({ step: 5, device: "cpu" });
  assert.deepEqual([...history.curves.loss.x], [1, 2, 3, 4, 5]);
  assert.deepEqual(history.marks.map((mark) => mark.step), [3]);
  assert.equal(history.testAt(null).step, 4);
  history.metrics({ step: 6, values: { loss: 60 }, rows: { step: [6], loss: [60] } });
  assert.deepEqual([...history.curves.loss.y], [1, 2, 3, 4, 5, 60]);
});

test("an evaluation belongs to the step of its weights, and the scrub finds it", () => {
  const history = new History();
  history.metrics({ step: 90, values: { "val.loss": 1.5 } });
  history.metrics({ step: 100, values: { loss: 1 } });
  history.test(50, { right: 5, of: 10 });
  history.test(90, { right: 9, of: 10 });
  history.worst(90, [{ image: 3 }]);
  assert.equal(history.ages["val.loss"], 90);
  assert.equal(history.testAt(89).right, 5);
  assert.equal(history.testAt(49), null);
  assert.equal(history.step, 100);
});

test("a drag of a slider is one mark", () => {
  const history = new History();
  history.mark(1000, "lr", "0.1", "0.09");
  history.mark(1004, "lr", "0.09", "0.05");
  history.mark(1200, "lr", "0.05", "0.01");
  assert.deepEqual(history.marks.map((m) => [m.old, m.value]), [["0.1", "0.05"], ["0.05", "0.01"]]);
});

test("the file has a row for every step and a column for every curve", () => {
  const history = new History();
  history.metrics({ step: 2, values: {}, rows: { step: [1, 2], loss: [3, 2] } });
  history.metrics({ step: 2, values: { "val.loss": 2.5 } });
  assert.equal(csv(history.table(["loss", "val.loss"])), "step,loss,val.loss\r\n1,3,\r\n2,2,2.5");
});

test("names at line ends stand 15 pixels apart and in their order", () => {
  const moved = spread([100, 102, 40]).map((by, i) => [100, 102, 40][i] + by).sort((a, b) => a - b);
  assert.ok(moved[1] - moved[0] >= 15 && moved[2] - moved[1] >= 15);
});

test("a model becomes scatter traces, dashed where it says so, and cut at the cursor", () => {
  const line = { name: "train", x: [1, 2], y: [3, 2], tone: "accent", end: true };
  const lines = [line, { ...line, name: "validation", tone: "ink", dash: true }];
  const model = { lines, marks: [], levels: [{ y: 2.3, text: "guessing" }], cursor: 1, logY: true };
  const drawn = traces(model, token);
  assert.deepEqual(drawn.map((trace) => trace.type), ["scatter", "scatter"]);
  assert.deepEqual(drawn.map((trace) => trace.line.dash), ["solid", "6px,4px"]);
  const page = layout({ ...model, xName: "step" }, token, {});
  assert.equal(page.yaxis.type, "log");
  assert.ok(page.shapes.some((shape) => shape.type === "rect" && shape.x0 === 1));
  assert.ok(page.annotations.some((note) => note.text === "guessing"));
});

test("a log axis gets a handful of round numbers", () => {
  assert.deepEqual(logTicks(0.7, 3.2), [0.75, 1, 1.5, 2, 3]);
  assert.deepEqual(logTicks(0.04, 4), [0.05, 0.1, 0.2, 0.5, 1, 2]);
  assert.deepEqual(logTicks(1e-5, 9), [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1]);
});

test("Persian on a chart is read from the right, whatever letters stand at its end", () => {
  const line = { name: "در راستای x", x: [1, 2], y: [3, 2], tone: "accent", end: true };
  const page = layout({ lines: [line, { ...line, name: "train" }], marks: [], levels: [], xName: "دستهٔ B" }, token, {});
  const words = page.annotations.map((note) => note.text);
  assert.deepEqual(words, ["<b>\u2067در راستای x\u2069</b>", "<b>train</b>", "\u2067دستهٔ B\u2069"]);
});
