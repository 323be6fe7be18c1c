/** One rule at one step: its formula, its numbers, and what happens in words. */

import { byId, h } from "../../core/dom.js";
import { drawExpression } from "../../core/expression.js";
import { fill, num, number, rich, text } from "../../core/i18n.js";
import { point } from "../../terrain/point.js";
import { WORDS } from "./words.js";

const GREEK = { lr: "α", mu: "μ", rho: "ρ", beta1: "β₁", beta2: "β₂", eps: "ε", decay: "λ" };
const SLOTS = { cache: "c", steps: "D" };

export function mountRule(lab, names) {
  const formula = byId("rule-formula");
  const correct = byId("correct");
  correct.addEventListener("click", () => swap(lab));

  function draw(found, step, k) {
    const row = lab.frames.rows[k];
    byId("moment-title").replaceChildren(fill(WORDS.title, { rule: rich(names.rule(row.key)), step: Math.min(step, row.last) }));
    if (formula.dataset.rule !== row.key) {
      formula.dataset.rule = row.key;
      formula.replaceChildren(...lab.page.extra.formulas[row.key].map((line) => drawExpression(line, lab.frames)));
    }
    correct.hidden = !["adam", "adam_uncorrected"].includes(row.key);
    correct.setAttribute("aria-pressed", String(row.key === "adam"));
    numbers(row, found, Math.min(step, row.last));
    const list = byId("rule-words");
    list.hidden = !lab.view.get("words");
    list.replaceChildren(...(found && !list.hidden ? sentences(lab, row, found) : []).map((said) => h("li", {}, said)));
  }
  return { draw };
}

function numbers({ hyper, slots }, found, step) {
  const place = byId("rule-numbers");
  const settings = Object.entries(hyper).map(([name, value]) => span(`${GREEK[name] ?? name} = `, number(value)));
  const now = found ? [
    span("g = ", point(found.gradient), "g"),
    ...slots.map(({ name }, s) => span(`${SLOTS[name] ?? name} = `, point(found.slots[s]), `slot-${name}`)),
    span(`x${sub(step)} = `, point(found.point, 6), "point"),
    ...(Number.isFinite(found.next?.point[0]) ? [span(`x${sub(step + 1)} = `, point(found.next.point, 6), "next")] : []),
  ] : [];
  place.replaceChildren(...settings, ...now);
}

const sub = (step) => String(step).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);

function span(name, value, key) {
  const bold = h("b", { className: "told" }, value);
  if (key) bold.dataset.moment = key;
  return h("span", {}, name, bold);
}

function sentences(lab, row, { point: at, gradient: [gx, gy], next, move }) {
  const shown = (value) => number(value).replace(/^-/, "−");
  const noisy = Number(lab.form.get("noise")) > 0;
  const first = fill(noisy ? WORDS.noisy : WORDS.gradient, { point: num(point(at)), gx: num(shown(gx)), gy: num(shown(gy)), ax: num("x"), ay: num("y") });
  if (!next || !Number.isFinite(next.point[0])) return [first, text(WORDS.stays)];
  const memory = row.slots.map(({ kind }, s) => fill(WORDS.remembers[kind], { slot: num(point(next.slots[s])) }));
  const second = h("span", {}, rich(text(lab.page.extra.does[row.key])), ...memory.flatMap((said) => [" ", said]));
  return [first, second, fill(WORDS.lands, { move: num(point(move)), point: num(point(next.point)), value: num(shown(next.value)) })];
}

/** Adam with its correction, or without: the same row, the same numbers. */
function swap(lab) {
  const values = lab.form.values();
  const keys = values.rules.split(";");
  const k = Math.min(lab.view.get("row"), keys.length - 1);
  keys[k] = keys[k] === "adam" ? "adam_uncorrected" : "adam";
  const kept = Object.entries(values).filter(([name]) => name.startsWith("rules."));
  lab.form.set({ rules: keys.join(";"), ...Object.fromEntries(kept) });
}
