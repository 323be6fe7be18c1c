/**
 * An ordered list of entries (`many`): add, remove, copy, move by buttons or Alt+arrows. The server
 * rendered the rows and one template an option; here rows are only numbered and moved.
 */

import { renumber } from "./params.js";
import { read, write } from "./controls.js";

const NAMED = ["name", "id", "for", "data-when", "data-field", "data-slides", "data-less", "data-more",
  "data-new-seed", "aria-describedby", "aria-controls", "aria-labelledby"];

/**
 * @param {HTMLElement} box `[data-many]`
 * @param {() => void} changed told after every edit of the list itself
 */
export function createEditor(box, changed) {
  const list = box.dataset.many;
  const hidden = box.querySelector("input[type=hidden]");
  const place = box.querySelector("[data-rows]");
  const settings = JSON.parse(box.dataset.settings);
  const shortest = Number(box.dataset.shortest);
  const longest = Number(box.dataset.longest);
  const rows = () => [...place.children];
  const templateOf = (key) => box.querySelector(`template[data-option="${CSS.escape(key)}"]`);

  function build(key, index) {
    const row = templateOf(key).content.firstElementChild.cloneNode(true);
    place.insertBefore(row, place.children[index] ?? null);
    return row;
  }

  /** Number the rows again; defaults follow the list: its own settings hold while it is unchanged. */
  function settle() {
    hidden.value = rows().map((row) => row.dataset.key).join(";");
    const standard = hidden.value === hidden.dataset.default ? settings : {};
    rows().forEach((row, index) => {
      number(row, list, index);
      const own = defaultsOf(templateOf(row.dataset.key), list);
      for (const control of controlsOf(row)) {
        const rest = control.name.slice(`${list}.${index}.`.length);
        const listed = isUsual(control, `${list}.`, standard) ? standard[`${index}.${rest}`] : undefined;
        control.dataset.default = listed ?? own[plain(control, list, index)] ?? control.dataset.default;
      }
      label(row, index, rows().length);
    });
    box.querySelector("[data-add]").disabled = rows().length >= longest;
  }

  function edit(row, action) {
    const index = rows().indexOf(row);
    if (action.move) {
      const to = index + Number(action.move);
      if (to < 0 || to >= rows().length) return;
      place.insertBefore(row, place.children[action.move > 0 ? to + 1 : to] ?? null);
    } else if ("copy" in action && rows().length < longest) copyBelow(row, index);
    else if ("remove" in action && rows().length > shortest) row.remove();
    settle();
    changed();
    (row.isConnected ? row : rows()[Math.min(index, rows().length - 1)])?.querySelector("summary").focus();
  }

  function copyBelow(row, index) {
    const twin = build(row.dataset.key, index + 1);
    const texts = controlsOf(row).map(read);
    controlsOf(twin).forEach((control, i) => write(control, texts[i]));
  }

  box.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const row = button?.closest("[data-row]");
    if (button && "add" in button.dataset) {
      const added = build(box.querySelector("select[data-option]").value, rows().length);
      settle();
      changed();
      added.querySelector("details").open = true;
      added.querySelector("summary").focus();
    } else if (row && ["move", "copy", "remove"].some((name) => name in button.dataset)) edit(row, button.dataset);
  });
  box.addEventListener("keydown", (event) => {
    const row = event.target.closest("summary")?.closest("[data-row]");
    const action = { ArrowUp: { move: "-1" }, ArrowDown: { move: "1" } }[event.altKey ? event.key : ""]
      ?? (event.key === "Delete" ? { remove: "" } : null);
    if (!row || !action) return;
    event.preventDefault();
    edit(row, action);
  });

  return {
    list,
    hidden,
    rows,
    settle,
    /** Make the list `keys` anew, every entry at the defaults that then hold. */
    set(keys) {
      place.replaceChildren();
      keys.split(";").filter((key) => templateOf(key)).forEach((key, index) => build(key, index));
      settle();
      for (const row of rows()) for (const control of controlsOf(row)) write(control, control.dataset.default);
    },
  };
}

const controlsOf = (row) => [...row.querySelectorAll("[name]")];

function number(row, list, index) {
  const from = row.dataset.index;
  row.dataset.index = String(index);
  for (const name of NAMED) {
    for (const node of row.querySelectorAll(`[${name}]`)) {
      const parts = node.getAttribute(name).split(" ");
      node.setAttribute(name, parts.map((part) => renumber(part, list, from, index)).join(" "));
    }
  }
}

function defaultsOf(template, list) {
  const controls = template ? [...template.content.querySelectorAll("[name]")] : [];
  return Object.fromEntries(controls.map((control) => [plain(control, list, "__n__"), control.dataset.default]));
}

/** Whether a control is in force while the list and its choices stand at their defaults. */
function isUsual(control, start, standard) {
  const [choice, key] = control.closest("[data-when]")?.dataset.when.split("=") ?? [];
  return choice === undefined || !choice.startsWith(start) || standard[choice.slice(start.length)] === key;
}

/** A control without its row: two options of one choice may both have a parameter of that name. */
const plain = (control, list, index) => (control.id || control.name).replace(`${list}.${index}.`, "");

/** What a closed row says of its settings, and which of its buttons can do something. */
function label(row, index, length) {
  const shown = controlsOf(row).filter((control) => control.inputMode && !control.disabled).slice(0, 2);
  row.querySelector("[data-brief]").textContent = shown.map(read).join(" · ");
  row.querySelector('[data-move="-1"]').disabled = index === 0;
  row.querySelector('[data-move="1"]').disabled = index === length - 1;
}
