import assert from "node:assert/strict";
import { test } from "node:test";
import { createRun } from "../../static/js/core/run.js";
import { decodeAll } from "../../static/js/core/wire.js";

function lab(said = {}) {
  const calls = [];
  const heard = [];
  const row = { id: "r1", demo: "cifar10", owner: "me", state: "running", step: 0, params: {}, position: null, ...said };
  const answer = (method) => async (path, body) => {
    calls.push([method, path, body]);
    if (path.endsWith("/keyframes")) return { steps: [0, 100], latest: 140 };
    return row;
  };
  let speak;
  let lose;
  const follow = (source, { event, unknown }) => {
    [speak, lose] = [event, unknown];
    return () => calls.push(["unfollow", source]);
  };
  const api = { get: answer("GET"), post: answer("POST"), patch: answer("PATCH") };
  const run = createRun({ api, demo: "cifar10", follow, later: (f) => void f() });
  for (const name of ["attach", "metrics", "frame.confusion", "start", "unknown"]) run.on(name, () => heard.push(name));
  return { run, calls, heard, say: (name, data) => speak(name, data), lose: () => lose() };
}

test("begin posts the settings and follows the new run from its beginning", async () => {
  const { run, calls, heard, say } = lab({ state: "queued" });
  assert.equal(await run.begin({ lr: "0.1" }), "r1");
  assert.deepEqual(calls[0], ["POST", "/api/runs", { demo: "cifar10", params: { lr: "0.1" } }]);
  say("state", { state: "running" });
  say("start", { step: 0, epoch: 1 });
  say("metrics", { step: 3 });
  say("frame", { name: "confusion", step: 3, data: {} });
  assert.deepEqual(heard, ["attach", "start", "metrics", "frame.confusion"]);
  assert.deepEqual([run.state, run.step, run.may, run.active], ["running", 3, true, true]);
});

test("replayed states do not overrule where the run is now", async () => {
  const { run, say } = lab({ state: "paused", step: 200 });
  await run.attach("r1");
  say("state", { state: "running" });
  assert.equal(run.state, "paused");
  say("metrics", { step: 200 });
  say("state", { state: "running" });
  assert.equal(run.state, "running");
});

test("who waits knows why, from the answer and from the stream, until the run starts", async () => {
  const { run, say } = lab({ state: "queued", position: 1, reason: "all", most: 4 });
  await run.attach("r1");
  assert.deepEqual([run.position, run.waits, run.most], [1, "all", 4]);
  say("state", { state: "queued", position: 2, reason: "own", most: 1 });
  assert.deepEqual([run.position, run.waits, run.most], [2, "own", 1]);
  say("state", { state: "queued", position: 1 });
  assert.deepEqual([run.position, run.waits, run.most], [1, "", null]);
  say("state", { state: "running" });
  assert.deepEqual([run.position, run.waits, run.most], [null, "", null]);
});

test("a restart drops what came after it", async () => {
  const { run, say } = lab();
  await run.attach("r1");
  say("metrics", { step: 150 });
  say("start", { step: 100, epoch: 2 });
  assert.deepEqual([run.step, run.epoch], [100, 2]);
});

test("a picture that stays can be gone back to as soon as it is announced", async () => {
  const { run, say } = lab({ state: "queued" });
  await run.attach("r1");
  say("frame", { name: "keyframe", step: 150, data: { kept: true } });
  say("frame", { name: "keyframe", step: 160, data: { kept: false } });
  assert.deepEqual(run.keyframes, { kept: [0, 100, 150], latest: 160 });
});

test("a picture of the history may be gone: the list says which stay", async () => {
  const { run, say } = lab({ state: "paused", step: 200 });
  await run.attach("r1");
  say("frame", { name: "keyframe", step: 50, data: { kept: true } });
  say("frame", { name: "keyframe", step: 120, data: { kept: true } });
  assert.deepEqual(run.keyframes, { kept: [0, 100], latest: 140 });
});

test("the last event ends the run with its reason", async () => {
  const { run, say } = lab();
  await run.attach("r1");
  say("done", { reason: "diverged" });
  assert.deepEqual([run.state, run.reason, run.ended], ["done", "diverged", true]);
});

test("somebody else's run cannot be steered, except by a presenter", async () => {
  const { run } = lab({ owner: "other" });
  await run.attach("r1");
  assert.equal(run.may, false);
  run.setPresenter(true);
  assert.equal(run.may, true);
});

test("a run that was deleted runs no longer, and what was deleted is said", async () => {
  const { run, heard, lose } = lab();
  await run.attach("r1");
  lose();
  assert.deepEqual(heard, ["attach", "unknown"]);
  assert.deepEqual([run.state, run.active], ["stopped", false]);
});

test("following another run leaves the first", async () => {
  const { run, calls } = lab();
  await run.attach("r1");
  await run.attach("");
  assert.ok(calls.some(([what]) => what === "unfollow"));
  assert.deepEqual([run.id, run.state, run.keyframes.latest], ["", "", null]);
});

test("arrays are decoded wherever they stand", () => {
  const b64 = Buffer.from(Uint8Array.of(1, 2, 255)).toString("base64");
  const { list, plain } = decodeAll({ list: [{ dtype: "uint8", shape: [3], b64 }], plain: { a: 1 } });
  assert.deepEqual([...list[0].values], [1, 2, 255]);
  assert.deepEqual(plain, { a: 1 });
});

test("what becomes of a run while nobody watches is said of this one and of the next", async () => {
  const { run, calls } = lab({ unwatched: "train" });
  await run.attach("r1");
  assert.equal(run.unwatched, "train");
  await run.leave("stop");
  assert.deepEqual(calls.at(-1), ["PATCH", "/api/runs/r1", { unwatched: "stop" }]);
  run.wish = "stop";
  await run.begin({});
  assert.deepEqual(calls.find(([method]) => method === "POST")[2], { demo: "cifar10", params: {}, unwatched: "stop" });
});
