import assert from "node:assert/strict";
import { test } from "node:test";

import { over, pasted, readTable, resized, turned, writeTable } from "../../static/js/core/table.js";

const WANTED = [["1.5", "-2"], ["3", "4"]];

test("a table is pasted from whatever people copy", () => {
  const copied = [
    "1.5,-2\n3,4", "1.5, -2\r\n3, 4\r\n", "1.5\t-2\n3\t4", "1,5\t-2\n3\t4", "1,5;-2\n3;4", "1.5 -2\n3 4\n",
    "1.5,-2;3,4", "۱٫۵،−۲\n۳،۴", "۱٫۵\t−۲\n۳\t۴", "1.5,-2؛3,4",
  ];
  for (const text of copied) assert.deepEqual(pasted(text), WANTED, JSON.stringify(text));
  assert.deepEqual(pasted(" 7 "), [["7"]]);
});

test("what is no number stays, for the server to refuse", () => {
  assert.deepEqual(pasted("1,x\n,4"), [["1", "x"], ["", "4"]]);
});

test("tables are read, written, turned, resized, written over", () => {
  assert.equal(writeTable(readTable("1,2;3,4")), "1,2;3,4");
  assert.deepEqual(readTable(""), []);
  assert.deepEqual(turned([["1", "2"]]), [["1"], ["2"]]);
  assert.deepEqual(resized([["1"]], 2, 2), [["1", "0"], ["0", "0"]]);
  assert.deepEqual(over([["1", "2"], ["3", "4"]], [["9", "8"]], 1, 1), [["1", "2", ""], ["3", "9", "8"]]);
});
