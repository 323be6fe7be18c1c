/** Controls of the view on the page itself: rows of choices, chips that are on or off. */

import { h } from "./dom.js";
import { rich } from "./i18n.js";

/** Arrow keys inside `node` are its own: the run bar, which has the same, does not hear them. */
export function keepArrows(node) {
  node.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) event.stopPropagation();
  });
}

/** A group of choices of the view as buttons of which one is pressed in (radios). */
export function fillChoices(lab, node) {
  const name = node.dataset.choices;
  keepArrows(node);
  const declared = lab.page.view.find((field) => field.name === name);
  for (const { key, label } of declared.options) {
    const input = h("input", { type: "radio", name: `view-${name}`, value: key });
    input.checked = lab.view.get(name) === key;
    input.addEventListener("change", () => lab.view.set({ [name]: key }));
    lab.view.on(name, (value) => (input.checked = value === key));
    node.append(h("label", {}, input, h("span", {}, rich(lab.text(label)))));
  }
}

/** A button that is pressed in while a flag of the view is on. */
export function bindFlag(lab, node) {
  const name = node.dataset.flag;
  const show = (on) => node.setAttribute("aria-pressed", String(on));
  show(lab.view.get(name));
  lab.view.on(name, show);
  node.addEventListener("click", () => lab.view.set({ [name]: !lab.view.get(name) }));
}

/** Every `[data-choices]` and `[data-flag]` of the page. */
export function bindViewControls(lab) {
  for (const node of lab.main.querySelectorAll("[data-choices]")) fillChoices(lab, node);
  for (const node of lab.main.querySelectorAll("[data-flag]")) bindFlag(lab, node);
}
