/** Single keys, off while somebody types; `?` shows the map. */

import { byId, h } from "./dom.js";
import { text } from "./i18n.js";

const TITLE = ["Keyboard", "صفحه‌کلید"];
const CLOSE = ["Close", "بستن"];
const BASIC = [
  ["?", ["This list", "همین فهرست"]],
  ["Esc", ["Close what is open", "بستن آنچه باز است"]],
];
/** What the keys of a kind of part do, where the page has one. */
const PARTS = {
  "[data-many]": [
    ["Alt + ↑ ↓", ["Move a layer of the list", "جابه‌جایی لایه در فهرست"]],
    ["Delete", ["Remove a layer of the list", "حذف لایه از فهرست"]],
  ],
  "#act-undo": [
    ["Ctrl + Z", ["Undo", "برگردان"]],
    ["Ctrl + Y", ["Do again", "دوباره انجام بده"]],
  ],
  ".grid": [
    ["↑ ↓", ["Change the number in a cell", "تغییر عدد خانه"]],
    ["Enter", ["Next cell down", "خانهٔ پایین"]],
    ["Ctrl + V", ["Paste a table", "چسباندن جدول"]],
  ],
  ".plane": [
    ["← → ↑ ↓", ["Move the point in hand", "جابه‌جایی نقطهٔ در دست"]],
    ["Shift + ←", ["Move it ten times as far", "جابه‌جایی ده برابر"]],
  ],
};

const bound = new Map();

/**
 * @param {{keys: string, label: [string, string], run(): void}[]} bindings `keys` is KeyboardEvent.key
 */
export function bindKeys(bindings) {
  if (!bound.size) listen();
  for (const binding of bindings) bound.set(binding.keys, binding);
}

function listen() {
  bound.set("?", { run: toggle });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return undefined;
    const found = bound.get(event.key);
    if (!found) return undefined;
    event.preventDefault();
    return found.run();
  });
  byId("keys-open")?.addEventListener("click", toggle);
}

const SHOWN = { " ": "Space", ArrowLeft: "←", ArrowRight: "→" };

/** Fields take their own keys; a focused button or disclosure takes the space bar. */
function isTyping({ target, key }) {
  if (target.matches?.("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select")) return true;
  // A slider or a row of choices moves by its own arrows; the run's slider brings its own handler.
  if (key.startsWith("Arrow") && target.closest?.("input, [role=radio], [role=grid], [tabindex]:not([tabindex='-1'])")) return true;
  return key === " " && Boolean(target.closest?.("button, summary, a, input"));
}

let before = null;

function toggle() {
  if (close()) return;
  before = document.activeElement;
  const named = [...bound.values()].filter(({ label }) => label).map(({ keys, label }) => [SHOWN[keys] ?? keys, label]);
  const parts = Object.entries(PARTS).filter(([selector]) => document.querySelector(selector));
  const rows = [...named, ...parts.flatMap(([, keys]) => keys), ...BASIC];
  const list = h("dl", {}, ...rows.flatMap(([keys, label]) => [
    h("dt", {}, h("kbd", {}, keys)), h("dd", {}, text(label))]));
  const panel = h("section", { id: "keys", className: "keys", tabIndex: -1 },
    h("header", {}, h("h2", {}, text(TITLE)),
      h("button", { type: "button", className: "btn ghost", onclick: close }, text(CLOSE))), list);
  panel.setAttribute("aria-label", text(TITLE));
  document.body.append(panel);
  panel.focus();
}

function close() {
  const panel = byId("keys");
  panel?.remove();
  if (panel) before?.focus();
  return Boolean(panel);
}
