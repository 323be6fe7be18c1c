/**
 * An editable table of numbers bound to a `matrix` parameter: typing, arrow keys, dragging a number
 * sideways, pasting a table. The text of the form stays the one truth; the server judges it.
 */

import { h } from "./dom.js";
import { ascii, rich } from "./i18n.js";
import { scrubbed } from "./scrub.js";
import { numbersOf, over, pasted, readTable, turned, writeTable } from "./table.js";

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
 * @param {{head: () => Node|string, cell: (column: number) => Node}[]} [about.foot] rows below the numbers
 * @param {(rows: string[][]) => Record<string, string>} [about.fit] parameters that follow the size of a pasted table
 * @param {() => void} [about.built] the table has another size: fill its feet again
 * @param {(row: number, column: number) => void} [about.picked] a cell was taken in hand
 * @param {(row: number, column: number) => Node} [about.under] what stands under a cell
 */
export function createGrid(place, { form, name, label, step = 0.1, column = false, head, top, foot = [], fit, picked, built, under }) {
  const table = h("table", { className: "grid" });
  const why = h("p", { className: "error", hidden: true });
  why.setAttribute("role", "alert");
  place.replaceChildren(table, why);
  const lay = (rows) => (column ? turned(rows) : rows);
  const cells = () => lay(readTable(form.get(name) ?? ""));
  const inputs = () => [...table.querySelectorAll("[data-at]")];
  const at = (i, j) => table.querySelector(`[data-at="${i},${j}"]`);
  let shape = "";

  function draw() {
    const rows = cells();
    const width = rows[0]?.length ?? 0;
    const now = `${rows.length}×${width}`;
    if (now !== shape) {
      if (!numbersOf(writeTable(rows))) return; // half a table: the last good one stays
      build(rows, width);
      shape = now;
      built?.();
    }
    rows.forEach((row, i) => row.forEach((text, j) => {
      const input = at(i, j);
      if (input !== document.activeElement && input.value !== text) input.value = text;
    }));
  }

  function build(rows, width) {
    const titles = top && h("tr", {}, head ? h("td") : null, ...rows[0].map((_, j) => h("th", { scope: "col" }, top(j))));
    table.replaceChildren(...(titles ? [h("thead", {}, titles)] : []), h("tbody", {}, ...rows.map((_, i) =>
      h("tr", { "data-row": i }, head ? h("th", { scope: "row" }, head(i)) : null,
        ...Array.from({ length: width }, (__, j) => h("td", {}, cell(i, j), under?.(i, j)))))),
      foot.length ? h("tfoot", {}, ...foot.map((row) => h("tr", {}, h("th", { scope: "row" }, row.head()),
        ...Array.from({ length: width }, (_, j) => h("td", {}, row.cell(j)))))) : "");
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
    if (!target.dataset.at) return;
    const text = ascii(target.value);
    if (text !== "" && Number.isFinite(Number(text))) set(target, text, false);
  });
  table.addEventListener("change", (event) => {
    if (!event.target.dataset.at) return;
    event.target.value = ascii(event.target.value);
    set(event.target, event.target.value, true);
  });
  table.addEventListener("focusin", ({ target }) => {
    if (!target.dataset.at) return;
    target.select();
    picked?.(...place2(target));
  });
  table.addEventListener("keydown", (event) => {
    if (!event.target.dataset.at) return;
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
    if (!event.target.dataset.at) return;
    const block = pasted(event.clipboardData.getData("text"));
    if (block.length === 1 && block[0].length === 1) return;
    event.preventDefault();
    event.target.blur();
    const [i, j] = place2(event.target);
    const rows = i || j ? over(cells(), block, i, j) : block; // at the first cell: a new table
    form.set({ ...fit?.(lay(rows)), [name]: writeTable(lay(rows)) });
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
  return {
    at,
    draw,
    node: table,
    /** Build it anew: its headings have changed. */
    rebuild() {
      shape = "";
      draw();
    },
  };
}

const place2 = (input) => input.dataset.at.split(",").map(Number);
const tidy = (value) => String(Number(value.toPrecision(10))).replace("e+", "e");
const isNumber = (text) => text !== "" && Number.isFinite(Number(ascii(text)));
