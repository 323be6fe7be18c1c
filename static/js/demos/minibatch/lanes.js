/** The table of the lanes: what a batch size buys and what it pays; before the run, from the plan. */

import { byId, h } from "../../core/dom.js";
import { count, fill, fixed, num, number, percent } from "../../core/i18n.js";
import { look } from "../../terrain/looks.js";
import { called, key, sizeName } from "./names.js";
import { WORDS } from "./words.js";

const DASH = "–";

/** @returns {{draw(): void}} */
export function mountLanes(lab, told) {
  const [body, says, price] = ["lanes", "lanes-say", "price"].map(byId);
  let planned = null;
  let then = null; // the lanes judged again at the step the reader went back to

  function draw() {
    const about = told.race ?? planned;
    if (!about) return;
    if (lab.view.get("step") === "") then = null;
    const slowest = Math.max(...(told.race?.now ?? []).map(({ epoch_ms: ms }) => ms ?? 0));
    body.replaceChildren(...about.lanes.map((lane, k) => row(lane, k, told.race?.now[k], then?.lanes[k], slowest)));
    price.replaceChildren(fill(...sentence(about)));
    says.replaceChildren(fill(...state()));
  }

  function state() {
    if (!told.race) return [WORDS.waiting];
    return then ? [WORDS.then, { step: count(then.step) }] : [WORDS.now, { step: count(told.race.step.at(-1)) }];
  }

  lab.plan((plan) => {
    planned = plan ?? planned;
    draw();
  });
  const ask = () => (lab.view.get("step") === "" ? null : { what: "lanes" });
  const watch = lab.watch(ask, ({ step, frames }) => {
    then = { step, lanes: frames.at };
    draw();
  }, () => {});
  lab.view.on("step", () => watch.refresh());
  lab.on("attach", () => { then = null; });
  return { draw };
}

function sentence({ lanes, whole }) {
  const [first, last] = [lanes[0], lanes.at(-1)];
  const said = { whole: count(whole), many: count(first.updates), small: called(first) };
  return lanes.length === 1 ? [WORDS.single, said] : [WORDS.price, { ...said, few: count(last.updates), large: called(last) }];
}

function row(lane, k, now, then, slowest) {
  const cell = (value) => h("td", { class: "n" }, num(value));
  const judged = then ?? now;
  const name = lane.full ? [sizeName(lane), " ", h("span", { class: "quiet" }, num(`(${count(lane.batch)})`))] : [num(sizeName(lane))];
  return h("tr", { "data-lane": k },
    h("th", { scope: "row" }, key(k), ...name),
    cell(number(lane.rate, 3)),
    cell(count(Math.round(lane.an_epoch))),
    cell(now ? count(now.updates) : DASH),
    h("td", { class: "wide" }, took(now?.epoch_ms, k, slowest)),
    cell(judged ? fixed(judged.loss, 4) : DASH),
    cell(judged ? percent(judged.accuracy) : DASH),
    cell(now?.ball != null ? number(now.ball, 3) : DASH));
}

/** Milliseconds of an epoch with a bar as long as its share of the longest. */
function took(ms, k, slowest) {
  if (ms === null || ms === undefined) return num(DASH);
  const bar = h("i", { "aria-hidden": "true" });
  bar.style.setProperty("--share", String(ms / slowest));
  bar.style.background = look(k).colour;
  return h("span", { class: "took" }, bar, num(`${number(ms, 3)} ms`));
}
