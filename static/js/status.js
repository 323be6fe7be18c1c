/** The presenter's look at the server: asked every two seconds, only what changed is written. */

import "./shell.js";
import { api } from "./core/api.js";
import { byId, h, pageData } from "./core/dom.js";
import { bytes, count, fill, fixed, num, text } from "./core/i18n.js";
import { notice } from "./core/notice.js";
import { createRows, put } from "./status/rows.js";
import { STATES, WORDS, clock, late, use, who } from "./status/words.js";

const EVERY_MS = 2000;
const { titles } = pageData();
let asking = false;

const run = ({ id, demo, title, who: owner }) => [
  h("a", { href: `/demos/${demo}?run=${encodeURIComponent(id)}` }, title || text(titles[demo] ?? demo)),
  h("span", { className: "who" }, fill(...who(owner))),
];
const state = ({ state: now }) => h("span", { className: `state ${now}${now === "running" ? " live" : ""}` }, text(STATES[now]));
const well = ({ well: now }) => h("span", { className: `state ${now ? "running" : "failed"}` }, text(now ? WORDS.well : WORDS.silent));

const stop = (id) => async () => {
  try {
    await api.patch(`/api/runs/${id}`, { command: "stop" });
    notice.clear("failed");
  } catch (error) {
    notice.show({ key: "failed", tone: "bad", title: error.message });
  }
  await look();
};

const tables = {
  runs: createRows("runs", {
    key: ({ id }) => id, head: run, stop,
    cells: [state, ({ seconds }) => num(clock(seconds)), ({ step }) => num(count(step)),
      ({ examples_per_s: speed }) => num(count(speed)), ({ device }) => num(device || "–")],
  }),
  queue: createRows("queue", {
    key: ({ id }) => id, head: run, stop,
    cells: [({ position }) => num(count(position)), ({ seconds }) => num(clock(seconds)), ({ step }) => num(count(step))],
  }),
  trainers: createRows("trainers", {
    key: ({ name, pid }) => `${name} ${pid}`, head: ({ name }) => [num(name)],
    cells: [well, ({ runs }) => num(count(runs)), ({ pid }) => num(String(pid))],
  }),
};

/** A number tile: the number, and the sentence under it. */
function tile(name, shown, note) {
  put(document.querySelector(`[data-tile="${name}"]`), [shown]);
  put(document.querySelector(`[data-note="${name}"]`), [note]);
}

function tiles({ running, paused, queue, trainers, longest_wait: wait, examples_per_s: speed, streams, disk, restarts }) {
  tile("running", count(running), fill(WORDS.paused, { n: paused }));
  tile("waiting", count(queue.length), queue.length ? fill(WORDS.longest, { time: clock(wait) }) : text(WORDS.nobody));
  tile("speed", count(speed), fill(WORDS.trainers, { n: trainers.length }));
  tile("streams", count(streams.open), fill(...late(streams.late)));
  tile("disk", bytes(disk.free), fill(WORDS.of, { size: bytes(disk.total) }));
  tile("restarts", count(restarts.all), fill(WORDS.kinds, { trainers: restarts.trainer, web: restarts.web }));
}

const devices = (found) => put(byId("devices"), found.map((one) => h("li", {},
  h("b", {}, num(one.name)), h("p", {}, fill(...use(one))),
  one.kind === "cpu" ? h("p", {}, fill(WORDS.cpu, {
    cores: one.cores, load: fixed(one.load, 1), free: one.memory_free === null ? "–" : bytes(one.memory_free), memory: bytes(one.memory),
  })) : null)));

async function look() {
  if (asking) return;
  asking = true;
  try {
    const said = await api.get("/api/status");
    for (const [name, table] of Object.entries(tables)) table.show(said[name]);
    tiles(said);
    devices(said.devices);
    document.documentElement.dataset.looks = String(Number(document.documentElement.dataset.looks ?? 0) + 1);
    notice.clear("unreachable");
  } catch (error) {
    notice.show({ key: "unreachable", tone: "warn", title: error.message, text: WORDS.again });
  } finally {
    asking = false;
  }
}

setInterval(() => document.hidden || look(), EVERY_MS);
document.addEventListener("visibilitychange", () => document.hidden || look());
look();
