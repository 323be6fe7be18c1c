/** Five what-ifs of the lecture: the reader predicts, then sees what the engine computes. */

import { byId, h } from "../../core/dom.js";
import { fill, indexed, num, number, prose, rich, text } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { readTable, writeTable } from "../../core/table.js";
import { WORDS } from "./words.js";

const DIGITS = 6;
const LETTERS = "abcd";
const SWITCHES = ["own", "mean", "square"];

/** Question, options, verdict, numbers before and after, and the switch itself. */
export function mountWhatIfs(lab) {
  const { form, view } = lab;
  const questions = new Map(lab.page.extra.whatifs.map((asked) => [asked.key, asked]));
  let last = null;
  const again = () => last && draw(last);
  view.on("whatif", again);
  view.on("guess", again);

  /** The option that was pressed for this question; none for another one's. */
  function guessed(key) {
    const guess = view.get("guess");
    return guess.startsWith(key) ? Number(guess.slice(key.length)) : null;
  }

  function draw(frames) {
    last = frames;
    const asked = questions.get(view.get("whatif"));
    const guess = guessed(asked.key);
    byId("whatif-ask").replaceChildren(indexed(text(asked.ask)));
    options(asked, guess);
    if (guess === null) return [byId("whatif-verdict"), byId("whatif-after")].forEach((node) => node.replaceChildren());
    const right = guess === asked.correct;
    notice.put(byId("whatif-verdict"), { key: "whatif", tone: right ? "good" : "warn", title: right ? WORDS.correct : WORDS.incorrect, text: ["{why}", "{why}"], args: { why: indexed(text(asked.why)) } });
    byId("whatif-after").replaceChildren(...after(asked.key, frames.whatif), ...keep(asked.key));
    return undefined;
  }

  function options(asked, guess) {
    const place = byId("whatif-options");
    if (place.dataset.key !== asked.key) {
      place.dataset.key = asked.key;
      place.replaceChildren(...asked.options.map((option, k) => h("li", {},
        h("button", { type: "button", className: "btn", "data-option": k, onclick: () => view.set({ guess: `${asked.key}${k}` }) },
          h("b", {}, num(LETTERS[k])), h("span", {}, indexed(text(option)))))));
    }
    for (const button of place.querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.dataset.option) === guess));
  }

  /** The plain losses and the changed ones, image by image and in the mean. */
  function after(key, whatif) {
    if (!whatif?.[key]) return [];
    const heads = whatif.plain.map((_, j) => h("th", { scope: "col", className: "n" }, prose(j < whatif.plain.length - 1 ? fill(WORDS.image, { image: j + 1 }) : text(WORDS.mean))));
    const row = (words, values) => h("tr", {}, h("th", { scope: "row" }, rich(text(words))), ...values.map((value) => h("td", { className: "n", "data-whatif": key }, num(number(value, DIGITS)))));
    const table = h("table", { className: "table" }, h("thead", {}, h("tr", {}, h("td"), ...heads)),
      h("tbody", {}, row(WORDS.before, whatif.plain), row(WORDS.after, whatif[key])));
    const scroll = h("div", { className: "scroll", tabIndex: 0, role: "region" }, table);
    scroll.setAttribute("aria-label", text(WORDS.compared));
    return [scroll];
  }

  function keep(key) {
    if (SWITCHES.includes(key)) {
      const on = form.get(key) === "1";
      const chip = h("button", { type: "button", className: "chip", "data-keep": key, onclick: () => form.set({ [key]: on ? "0" : "1" }) }, text(WORDS.keep));
      chip.setAttribute("aria-pressed", String(on));
      return [chip];
    }
    if (key !== "zeros") return [];
    const zeros = () => writeTable(readTable(form.get("scores")).map((row) => row.map(() => "0")));
    return [h("button", { type: "button", className: "chip", "data-keep": key, onclick: () => form.set({ scores: zeros() }) }, text(WORDS.zero))];
  }
  return { draw };
}
