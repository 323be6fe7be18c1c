/** The form of a demo: what is in force, what differs, what the server refused. */

import { bindControls, read, tidy, write } from "./controls.js";
import { createEditor } from "./editor.js";
import { emitter } from "./emitter.js";
import { rich } from "./i18n.js";
import { differing } from "./params.js";

/**
 * @param {HTMLFormElement} form
 * @returns the `lab.form` of page.js
 */
export function createForm(form) {
  const told = emitter();
  const editors = [...form.querySelectorAll("[data-many]")].map((box) =>
    createEditor(box, () => announce([box.dataset.many], true)));

  const inForce = () => [...form.elements].filter((control) => control.name && !control.disabled);
  const all = (name) => [...form.elements].filter((control) => control.name === name);
  const chosen = (name) => inForce().find((c) => c.name === name && (c.type !== "radio" || c.checked));
  const live = (name) => Boolean(chosen(name)?.closest("[data-live-field]")) || name === "speed";

  /** Bring the fields of the chosen options into force, and only those. */
  function settle() {
    for (let depth = 0; depth < 3; depth += 1) {
      for (const field of form.querySelectorAll("[data-when]")) {
        const [name, key] = field.dataset.when.split("=");
        const on = chosen(name) !== undefined && read(chosen(name)) === key;
        field.hidden = !on;
        for (const control of field.querySelectorAll("input, select, textarea, button")) control.disabled = !on;
      }
    }
    editors.forEach((editor) => editor.settle());
  }

  function announce(names, final) {
    if (final) settle();
    told.emit("written");
    told.emit("change", { names, live: names.every(live), final });
  }

  const edited = (control, final) => {
    if (final) tidy(control);
    editors.find(({ hidden }) => hidden === control)?.set(read(control));
    write(control, read(control));
    announce([control.name], final);
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  bindControls(form, edited);
  const onEdit = ({ target }) => target.name && target.form === form && edited(target, true);
  document.addEventListener("change", onEdit);
  settle();

  const entries = () => inForce()
    .filter((control) => control.type !== "radio" || control.checked)
    .map((control) => ({ name: control.name, text: read(control), standard: control.dataset.default ?? "" }));

  /** Lists first, then the options they and the picks bring into force, then the rest. */
  function apply(given) {
    for (const editor of editors) if (editor.list in given) editor.set(given[editor.list]);
    for (let depth = 0; depth < 3; depth += 1) {
      for (const [name, value] of Object.entries(given)) {
        if (editors.some((editor) => editor.list === name)) continue;
        for (const control of all(name).filter((c) => !c.disabled)) write(control, value);
      }
      settle();
    }
  }

  return {
    node: form,
    /** Every parameter in force, by full name. */
    values: () => Object.fromEntries(entries().map(({ name, text }) => [name, text])),
    /** What differs from the defaults: what POST sends and the address shows. */
    changed: () => differing(entries()),
    get: (name) => (chosen(name) ? read(chosen(name)) : undefined),
    default: (name) => chosen(name)?.dataset.default,
    control: (name) => chosen(name) ?? null,
    rows: (name) => editors.find((editor) => editor.list === name)?.rows() ?? [],
    live,
    on: (handler) => told.on("change", handler),

    /** Called after every change of a value, whoever made it. */
    written: (handler) => told.on("written", handler),
    /** Called with the sentences of `errors`. */
    refusals: (handler) => told.on("errors", handler),

    /** As if typed; not `final` while a drag goes on. @param {Record<string, string>} given */
    set(given, { final = true } = {}) {
      apply(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])));
      announce(Object.keys(given), final);
    },

    /** The same without a change to act on: what the server says is so. */
    sync(given) {
      apply(given);
      told.emit("written");
    },

    /** The defaults, then `given`; no change to act on. Used when another run is followed. */
    reset(given = {}) {
      for (const editor of editors) editor.set(editor.hidden.dataset.default);
      for (const control of inForce().filter((c) => c.type !== "hidden")) write(control, control.dataset.default);
      settle();
      apply(given);
      told.emit("written");
    },

    /** Show the server's sentences under their fields; {} clears. @returns {string[]} names without a field */
    errors(sentences) {
      told.emit("errors", sentences);
      for (const field of form.querySelectorAll(".error:not([hidden])")) field.hidden = true;
      for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
      return Object.entries(sentences).filter(([name, why]) => !showError(form, chosen(name), name, why)).map(([name]) => name);
    },
  };
}

function showError(form, control, name, why) {
  const row = form.querySelector(`#${CSS.escape(`e-${name}`)}`);
  const place = control?.type !== "hidden" && control ? control.closest(".field").querySelector(":scope > .error") : row;
  if (!place) return false;
  control?.setAttribute("aria-invalid", "true");
  place.querySelector("span").replaceChildren(rich(why));
  place.hidden = false;
  for (let at = place.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  return true;
}
