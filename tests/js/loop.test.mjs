import assert from "node:assert/strict";
import { test } from "node:test";
import { closedLoop } from "../../static/js/core/loop.js";

function bench(task, onError) {
  const slept = [];
  let clock = 0;
  const loop = closedLoop(task, { now: () => (clock += 40), sleep: async (ms) => void slept.push(ms), onError });
  return { loop, slept };
}

test("one request is in flight and the newest value wins", async () => {
  const sent = [];
  let flying = 0;
  const { loop, slept } = bench(async (value) => {
    assert.equal((flying += 1), 1);
    sent.push(value);
    await Promise.resolve();
    flying -= 1;
  });
  for (let i = 0; i < 10; i += 1) loop.push(i);
  await loop.idle();
  assert.deepEqual(sent, [0, 9].slice(-sent.length));
  assert.equal(sent.at(-1), 9);
  assert.ok(slept.every((ms) => ms >= 33));
});

test("a value refused with Retry-After is sent again after that time", async () => {
  const sent = [];
  const { loop, slept } = bench(async (value) => {
    sent.push(value);
    if (sent.length === 1) throw Object.assign(new Error("slow"), { status: 429, retryAfter: 2 });
  });
  loop.push("a");
  await loop.idle();
  assert.deepEqual(sent, ["a", "a"]);
  assert.equal(slept[0], 2000);
});

test("a refusal is told, the loop goes on, and a broken server is left alone for a second", async () => {
  const errors = [];
  const { loop, slept } = bench(async (value) => {
    if (value === "bad") throw Object.assign(new Error("no"), { status: 500 });
  }, (error) => errors.push(error.message));
  loop.push("bad");
  await loop.idle();
  loop.push("good");
  await loop.idle();
  assert.deepEqual(errors, ["no"]);
  assert.equal(slept[0], 1000);
});

test("a stopped loop sends nothing more", async () => {
  const sent = [];
  const { loop } = bench(async (value) => void sent.push(value));
  loop.stop();
  loop.push(1);
  await loop.idle();
  assert.deepEqual(sent, []);
});
