/** What n parameters would weigh: a line a method, and how long one solve takes. */

import { byId, h } from "../../core/dom.js";
import { count, fill, num, number, rich, text } from "../../core/i18n.js";
import { WORDS } from "./words.js";

export function mountMemory(lab) {
  byId("nets").replaceChildren(...lab.page.extra.nets.map(([name, n]) => {
    const chip = h("button", { type: "button", className: "chip" }, rich(text(name)));
    chip.dataset.net = String(n);
    chip.addEventListener("click", () => lab.form.set({ parameters: n }, { final: true }));
    return chip;
  }));

  function draw() {
    const { n, stored, operations, seconds } = lab.frames.memory;
    byId("memory").replaceChildren(...stored.map(({ key, shown: [size, unit] }) => {
      const line = h("tr", {}, h("th", { scope: "row" }, rich(text(lab.page.extra.stored[key]))),
        h("td", { className: "n" }, Object.assign(num(`${number(size)} ${unit}`), { className: "num told" })));
      line.dataset.stored = key;
      return line;
    }));
    const time = fill(WORDS.seconds, { x: num(number(seconds)) });
    byId("memory-said").replaceChildren(fill(WORDS.solve, { n: num(count(n)), operations: num(`n³/3 = ${number(operations)}`), time, speed: num("10¹²") }));
    for (const chip of byId("nets").children) chip.setAttribute("aria-pressed", String(Number(chip.dataset.net) === n));
  }
  return { draw };
}
