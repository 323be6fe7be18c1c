/** The scores, as numbers and as bars around zero; pressing one spells its row out. */

import { byId, h, icon } from "../../core/dom.js";
import { num, number, text } from "../../core/i18n.js";
import { WORDS } from "./words.js";

const DIGITS = 6;

/** @param {(k: number) => string} name of class k */
export function mountScores(lab, name) {
  const list = byId("score-list");
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const k = Number(button.dataset.class);
    lab.view.set(lab.view.get("hunt") && lab.frames.slide ? { row: k, guess: String(k) } : { row: k });
  });

  function draw({ scores, best }, chosen) {
    const { slide } = lab.frames;
    const hunting = lab.view.get("hunt") && slide;
    const shown = hunting ? slide.printed : scores;
    while (list.children.length > scores.length) list.lastElementChild.remove();
    while (list.children.length < scores.length) list.append(item(list.children.length));
    const [low, high] = [Math.min(0, ...shown), Math.max(0, ...shown)];
    const at = (value) => `${((100 * (value - low)) / (high - low || 1)).toFixed(2)}%`;
    shown.forEach((score, k) => {
      const button = list.children[k].firstElementChild;
      button.setAttribute("aria-pressed", String(k === chosen));
      button.classList.toggle("best", k === best);
      const [mark, called, bar, value] = button.children;
      mark.replaceChildren(...(k === best ? [icon("check"), h("span", { className: "hide" }, text(WORDS.wins))] : []));
      called.textContent = name(k);
      bar.style.setProperty("--from", at(Math.min(0, score)));
      bar.style.setProperty("--size", `${((100 * Math.abs(score)) / (high - low || 1)).toFixed(2)}%`);
      bar.style.setProperty("--zero", at(0));
      value.textContent = number(score, DIGITS);
    });
  }
  return { draw };
}

function item(k) {
  const value = num("");
  value.classList.add("told");
  value.dataset.score = String(k);
  const bar = h("span", { className: "gauge" }, h("i"));
  bar.setAttribute("aria-hidden", "true");
  const button = h("button", { type: "button" }, h("span"), h("span"), bar, value);
  button.dataset.class = String(k);
  return h("li", {}, button);
}
