/** The parts of a field: slider beside a number, stepper, new seed, help. */

import { byId } from "./dom.js";
import { ascii } from "./i18n.js";
import { placeOf, valueAt } from "./params.js";
import { pasted, writeTable } from "./table.js";

const TABLES = ["matrix", "points"];

/** The text of a control as the server reads it. */
export const read = (control) => (control.type === "checkbox" ? (control.checked ? "1" : "0") : control.value);

/** Put a text into a control or a group of radio buttons, and move its slider along. */
export function write(control, value) {
  if (control.type === "checkbox") control.checked = value === "1";
  else if (control.type === "radio") control.checked = control.value === value;
  else control.value = value;
  follow(control);
}

/** The slider of a number stands where the number is. */
export function follow(control) {
  const slider = control.id && control.form?.querySelector(`[data-slides="${CSS.escape(control.id)}"]`);
  if (!slider) return;
  const at = placeOf(scaleOf(slider), Number(control.value));
  slider.value = String(Math.round(at * 1000));
  slider.style.setProperty("--at", `${(at * 100).toFixed(1)}%`);
  slider.setAttribute("aria-valuetext", control.value);
}

/**
 * Make the helpers of every field work; `changed(control, final)` is told of each edit they make.
 *
 * @param {HTMLFormElement} form
 * @param {(control: HTMLInputElement, final: boolean) => void} changed
 */
export function bindControls(form, changed) {
  form.addEventListener("input", ({ target }) => slide(target, (control) => changed(control, false)));
  form.addEventListener("change", ({ target }) => slide(target, (control) => changed(control, true)));
  form.addEventListener("click", ({ target }) => press(target.closest("button"), changed));
  form.addEventListener("keydown", (event) => arrow(event, changed));
}

/** Digits of any script become ASCII, and tables canonical, once an edit is finished. */
export function tidy(control) {
  const table = TABLES.includes(control.closest("[data-type]")?.dataset.type);
  if (table && control.value.trim()) control.value = writeTable(pasted(control.value));
  else if (control.inputMode) control.value = ascii(control.value);
}

function slide(slider, told) {
  const control = slider.dataset?.slides && byId(slider.dataset.slides);
  if (!control) return;
  control.value = valueAt(scaleOf(slider), Number(slider.value) / 1000);
  follow(control);
  told(control);
}

function scaleOf({ dataset }) {
  const { low, high, scale, bottom, step } = dataset;
  return { low: Number(low), high: Number(high), scale, bottom: Number(bottom), step: step ? Number(step) : undefined };
}

function press(button, changed) {
  if (!button) return;
  const { less, more, newSeed } = button.dataset;
  if (button.classList.contains("help")) toggleHelp(button);
  else if (less) step(byId(less), -1, changed);
  else if (more) step(byId(more), 1, changed);
  else if (newSeed) {
    const control = byId(newSeed);
    control.value = String(crypto.getRandomValues(new Uint32Array(1))[0]);
    changed(control, true);
  }
}

function arrow(event, changed) {
  const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
  if (!by || !event.target.closest(".stepper")) return;
  event.preventDefault();
  step(event.target, by, changed);
}

function step(control, by, changed) {
  const { low, high } = control.dataset;
  const now = Number(ascii(control.value)) || 0;
  control.value = String(Math.min(Number(high), Math.max(Number(low), now + by)));
  changed(control, true);
}

function toggleHelp(button) {
  const hint = byId(button.getAttribute("aria-controls"));
  hint.hidden = !hint.hidden;
  button.setAttribute("aria-expanded", String(!hint.hidden));
}
