import assert from "node:assert/strict";
import { test } from "node:test";

import { WORDS, use } from "../../static/js/status/words.js";

test("a device is used, is not, or is lost and waited for", () => {
  assert.deepEqual(use({ used: true }), [WORDS.used]);
  assert.deepEqual(use({ used: false, asked_in: null }), [WORDS.unused]);
  assert.deepEqual(use({ used: false, asked_in: 59.6 }), [WORDS.lost, { time: "0:59" }]);
  assert.deepEqual(use({ used: false, asked_in: 0 }), [WORDS.asking]);
});
