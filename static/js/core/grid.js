/**
 * An editable table of numbers bound to a `matrix` parameter: typing, arrow keys, dragging a number
 * sideways, pasting a table. The text of the form stays the one truth; the server judges it.
 */

import { h } from "./dom.js";
import { ascii, rich } from "./i18n.js";
import { scrubbed } from "./scrub.js";
import { over, pasted, readTable, turned, writeTable } from "./table.js";

/**
 * @param {HTMLElement} place
 * @param {object} about
 * @param {object} about.form
 * @param {string} about.name the parameter
 * @param {(row: number, column: number) => string} about.label what a cell is called
 * @param {number} [about.step] what an arrow key or five pixels add
 * @param {boolean} [about.column] draw the only row of the parameter as a column
 * @param {(row: number) => Node|null} [about.head] the heading of a row
 * @param {(column: number) => Node|null} [about.top] the heading of a column
 * @param {(row: number, column: number) => Node} [about.under] what stands under a cell
 */
export function createGrid(place, { form, name, label, step = 0.1, column = false, head, top, under }) {
  const table = h("table", { className: "grid" });
  const why = h("p", { className: "error", hidden: true });
  why.setAttribute("role", "alert");
  place.replaceChildren(table, why);
  const lay = (rows) => (column ? turned(rows) : rows);
  const cells = () => lay(readTable(form.get(name) ?? ""));
  const inputs = () => [...table.querySelectorAll("input")];
  const at = (i, j) => table.querySelector(`[data-at="${i},${j}"]`);
  let shape = "";

  function draw() {
    const rows = cells();
    const width = rows[0]?.length ?? 0;
    if (!rows.every((row) => row.length === width)) return; // half a table: the last good one stays
    const now = `${rows.length}×${width}`;
    if (now !== shape) build(rows, width);
    shape = now;
    rows.forEach((row, i) => row.forEach((text, j) => {
      const input = at(i, j);
      if (input !== document.activeElement && input.value !== text) input.value = text;
    }));
  }

  function build(rows, width) {
    const titles = top && h("tr", {}, head ? h("td") : null, ...rows[0].map((_, j) => h("th", { scope: "col" }, top(j))));
    table.replaceChildren(...(titles ? [h("thead", {}, titles)] : []), h("tbody", {}, ...rows.map((_, i) =>
      h("tr", { "data-row": i }, head ? h("th", { scope: "row" }, head(i)) : null,
        ...Array.from({ length: width }, (__, j) => h("td", {}, cell(i, j), under?.(i, j)))))));
  }

  function cell(i, j) {
    const input = h("input", { className: "value cell", inputMode: "text", autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", label(i, j));
    Object.assign(input.dataset, { at: `${i},${j}`, step: String(step) });
    return input;
  }

  /** Put a text into a cell; `final` when the edit is done. */
  function set(input, text, final) {
    const [i, j] = place2(input);
    const rows = cells();
    rows[i][j] = text;
    form.set({ [name]: writeTable(lay(rows)) }, { final });
  }

  table.addEventListener("input", ({ target }) => {
    const text = ascii(target.value);
    if (text !== "" && Number.isFinite(Number(text))) set(target, text, false);
  });
  table.addEventListener("change", (event) => {
    event.target.value = ascii(event.target.value);
    set(event.target, event.target.value, true);
  });
  table.addEventListener("focusin", ({ target }) => target.select?.());
  table.addEventListener("keydown", (event) => {
    const [i, j] = place2(event.target);
    const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (event.key === "Enter") (at(i + 1, j) ?? at(0, j + 1))?.focus();
    if (!by || event.altKey) return;
    event.preventDefault();
    const next = Number(ascii(event.target.value)) + by * step;
    if (!Number.isFinite(next)) return;
    event.target.value = tidy(next);
    set(event.target, event.target.value, true);
  });
  table.addEventListener("paste", (event) => {
    const block = pasted(event.clipboardData.getData("text"));
    if (block.length === 1 && block[0].length === 1) return;
    event.preventDefault();
    event.target.blur();
    const [i, j] = place2(event.target);
    const rows = i || j ? over(cells(), block, i, j) : block; // at the first cell: a new table
    form.set({ [name]: writeTable(lay(rows)) });
  });
  scrubbed(table, (input, value, final) => {
    input.value = tidy(value);
    set(input, input.value, final);
  });

  form.written(draw);
  form.refusals((sentences) => {
    why.hidden = !(name in sentences);
    why.replaceChildren(sentences[name] ? rich(sentences[name]) : "");
    for (const input of inputs()) input.setAttribute("aria-invalid", String(name in sentences && !isNumber(input.value)));
  });
  draw();
  return { draw, at, node: table };
}

const place2 = (input) => input.dataset.at.split(",").map(Number);
const tidy = (value) => String(Number(value.toPrecision(10))).replace("e+", "e");
const isNumber = (text) => text !== "" && Number.isFinite(Number(ascii(text)));
