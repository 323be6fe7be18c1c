/** What happened, where, what to try, and one button that does it. */

import { byId, h, icon } from "./dom.js";
import { fill } from "./i18n.js";

const TOAST_MS = 6000;
const ICONS = { "": "info", good: "check", warn: "warn", bad: "warn" };

/**
 * @typedef {{key: string, tone?: ""|"good"|"warn"|"bad", icon?: string, title: [string, string]|string,
 *   text?: [string, string]|string, args?: object, acts?: {label: [string, string], run(): void}[]}} Said
 * @param {Said} said
 */
function build({ key, tone = "", icon: drawing, title, text, args, acts = [] }) {
  const words = h("div", {}, h("p", {}, h("b", {}, fill(title, args))));
  if (text) words.append(h("p", {}, fill(text, args)));
  const buttons = acts.map(({ label, run }) =>
    h("button", { type: "button", className: "btn", onclick: run }, h("span", {}, fill(label, args))));
  const node = h("div", { className: `notice ${tone}`, role: tone === "bad" ? "alert" : "status" },
    icon(drawing ?? ICONS[tone]), words, buttons.length ? h("div", { className: "acts" }, ...buttons) : null);
  node.dataset.notice = key;
  return node;
}

const find = (place, key) => place.querySelector(`[data-notice="${CSS.escape(key)}"]`);

export const notice = {
  /** Show in the page's place for notices; the same key replaces. @param {Said} said */
  show(said) {
    const place = byId("notices") ?? byId("toasts");
    const node = build(said);
    const there = find(place, said.key);
    if (there?.textContent === node.textContent && !said.acts) return;
    if (there) there.replaceWith(node);
    else place.prepend(node);
  },

  /** Show in a place of the page's own; what says the same is left as it is. @param {Element} place @param {Said} said */
  put(place, said) {
    const node = build(said);
    if (place.firstElementChild?.isEqualNode(node)) return;
    place.replaceChildren(node);
  },

  /** Take a notice away. @param {string} key */
  clear(key) {
    for (const id of ["notices", "toasts"]) {
      const place = byId(id);
      if (place) find(place, key)?.remove();
    }
  },

  /** Show for six seconds at the page's corner. @param {Said} said */
  toast(said) {
    const place = byId("toasts");
    find(place, said.key)?.remove();
    const node = build(said);
    place.append(node);
    setTimeout(() => node.remove(), TOAST_MS);
  },
};
