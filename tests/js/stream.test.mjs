import assert from "node:assert/strict";
import { test } from "node:test";
import { createHub, positions } from "../../static/js/core/stream-hub.js";
import { joinTabs } from "../../static/js/core/stream-leader.js";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** An EventSource that the test speaks through. */
class FakeSource extends EventTarget {
  static all = [];
  readyState = 0;
  constructor(url) {
    super();
    this.url = url;
    FakeSource.all.push(this);
  }
  say(name, on, at, more = {}) {
    const event = new MessageEvent(name, { data: JSON.stringify({ on, ...more }), lastEventId: `${on}@${at}` });
    this.dispatchEvent(event);
  }
  fail(readyState) {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }
  close() {
    this.readyState = 2;
  }
}

const open = (url) => new FakeSource(url);
const newest = () => FakeSource.all.at(-1);
const reader = () => {
  const heard = [];
  const hear = (said) => heard.push(said.type === "event" ? `${said.source}:${said.name}@${said.position}` : said.type);
  return { heard, hear };
};

test("ids list a position a source, and a source may hold dots", () => {
  assert.deepEqual(positions("run.a@812,room.x@90"), { "run.a": 812, "room.x": 90 });
  assert.deepEqual(positions(""), {});
});

test("two readers share one stream; each hears only what is new to it", async () => {
  const hub = createHub(open);
  const [one, two] = [reader(), reader()];
  hub.subscribe(one.hear, "run.a", 0);
  hub.subscribe(two.hear, "run.a", 50);
  hub.subscribe(two.hear, "run.b", 7);
  await pause(30);
  assert.equal(newest().url, "/api/events?on=run.a&on=run.b&after=run.b%407");
  newest().say("metrics", "run.a", 20);
  newest().say("metrics", "run.a", 60);
  newest().say("note", "run.b", 9);
  assert.deepEqual(one.heard, ["run.a:metrics@20", "run.a:metrics@60"]);
  assert.deepEqual(two.heard, ["run.a:metrics@60", "run.b:note@9"]);
  hub.close();
});

test("a later reader reopens the stream from its own position, and nobody hears twice", async () => {
  const hub = createHub(open);
  const [one, two] = [reader(), reader()];
  hub.subscribe(one.hear, "run.a", 0);
  await pause(30);
  newest().say("metrics", "run.a", 40);
  hub.subscribe(two.hear, "run.a", 0);
  await pause(30);
  assert.equal(newest().url, "/api/events?on=run.a");
  newest().say("metrics", "run.a", 40);
  newest().say("done", "run.a", 50);
  assert.deepEqual(one.heard, ["run.a:metrics@40", "run.a:done@50"]);
  assert.deepEqual(two.heard, ["run.a:metrics@40", "run.a:done@50"]);
  await pause(30);
  assert.equal(newest().readyState, 2);
  assert.deepEqual(hub.sources(), []);
});

test("a lost connection is told once and so is its return; 204 means over", async () => {
  const hub = createHub(open, { probe: async () => 204 });
  const one = reader();
  hub.subscribe(one.hear, "run.a", 0);
  await pause(30);
  newest().fail(0);
  newest().fail(0);
  newest().dispatchEvent(new Event("open"));
  newest().fail(2);
  await pause(5);
  assert.deepEqual(one.heard, ["lost", "back", "over"]);
  hub.close();
});

function tab(id) {
  const one = reader();
  const followed = ["run.a"];
  const link = joinTabs({ open, id, probe: async () => 0 }, (said) => {
    one.hear(said);
    if (said.type === "hello") for (const source of followed) link.post({ type: "subscribe", source, after: 0 });
  });
  return { ...one, link };
}

test("without a shared worker one tab leads, and another takes over when it closes", async () => {
  FakeSource.all.length = 0;
  const [first, second] = [tab("a1"), tab("b2")];
  await pause(500);
  assert.deepEqual([first.link.leads(), second.link.leads()], [true, false]);
  assert.equal(FakeSource.all.filter((source) => source.readyState !== 2).length, 1);
  newest().say("metrics", "run.a", 10);
  await pause(30);
  assert.ok(first.heard.includes("run.a:metrics@10") && second.heard.includes("run.a:metrics@10"));
  first.link.leave();
  await pause(500);
  assert.equal(second.link.leads(), true);
  newest().say("metrics", "run.a", 20);
  assert.ok(second.heard.includes("run.a:metrics@20"));
  second.link.leave();
});
