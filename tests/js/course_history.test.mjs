import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../../static/js/course/history.js";

test("the clock only goes forward, and knows when the newest test was done", () => {
  const history = new History();
  assert.equal(history.clock, null);
  history.metrics({ step: 1, values: { loss: 2 }, clock: 0.5 });
  history.metrics({ step: 9, values: { "test.accuracy": 0.8 }, clock: 7.25 });
  history.metrics({ step: 8, values: { loss: 1 }, clock: 7 });
  assert.deepEqual([history.clock, history.tested], [7.25, 7.25]);
  history.metrics({ step: 10, values: { loss: 1 }, clock: 8 });
  assert.deepEqual([history.clock, history.tested], [8, 7.25]);
  history.clear();
  assert.deepEqual([history.clock, history.tested], [null, null]);
});
