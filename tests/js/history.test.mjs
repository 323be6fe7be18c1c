import assert from "node:assert/strict";
import { test } from "node:test";

import { createHistory } from "../../static/js/core/history.js";

function page() {
  let clock = 0;
  let state = { params: {}, view: {} };
  const history = createHistory({ read: () => state, write: (to) => { state = to; }, now: () => clock });
  return {
    history,
    get a() { return state.params.a; },
    set(a, after = 1000, what = "a") {
      clock += after;
      state = { params: { a }, view: {} };
      history.note(what);
    },
  };
}

test("undo goes back, redo forth again, and an edit forgets what was undone", () => {
  const p = page();
  p.set("1");
  p.set("2");
  p.history.undo();
  assert.equal(p.a, "1");
  p.history.redo();
  assert.equal(p.a, "2");
  p.history.undo();
  p.set("3");
  assert.equal(p.history.canRedo, false);
  p.history.undo();
  p.history.undo();
  assert.equal(p.a, undefined);
  p.history.undo();
  assert.equal(p.history.canUndo, false);
});

test("quick nudges of one value are one step, of two values they are two", () => {
  const p = page();
  p.set("1");
  p.set("2", 100);
  p.set("3", 100);
  p.set("4", 100, "b");
  p.history.undo();
  assert.equal(p.a, "3");
  p.history.undo();
  assert.equal(p.a, undefined);
});

test("what changes nothing is no step", () => {
  const p = page();
  p.set("1");
  p.set("1");
  p.history.undo();
  assert.equal(p.history.canUndo, false);
});
