/** The table of a race: its key, a name to press and cells of numbers, a line a row. */

import { byId, h, svg } from "../core/dom.js";
import { num, rich, text } from "../core/i18n.js";
import { look } from "./looks.js";
import { WORDS } from "./words.js";

/**
 * @param {object} lab whose view has `row`: pressing a line sets it
 * @param {{name(row: number, rows: object[]): string}} names
 * @param {number} cells how many numbers a line holds
 * @param {[string, string]} [title] what pressing does
 */
export function createLines(lab, names, cells, title = WORDS.spell) {
  const body = byId("standing");
  body.addEventListener("click", ({ target }) => {
    const row = target.closest("tr");
    if (row) lab.view.set({ row: Number(row.dataset.row) });
  });

  function lineOf(row, rows) {
    const { colour, stroke } = look(row);
    const key = svg("svg", { class: "key", viewBox: "0 0 24 12", "aria-hidden": "true" }, svg("path", { d: "M0 6h24", stroke: colour, "stroke-dasharray": stroke, "stroke-width": 2.5 }));
    const name = h("button", { type: "button", className: "plain-button", title: text(title) }, key, h("span", {}, rich(names.name(row, rows))));
    const numbers = Array.from({ length: cells }, () => h("td", { className: "n" }, Object.assign(num("–"), { className: "num told" })));
    const line = h("tr", {}, h("th", { scope: "row" }, name), ...numbers);
    line.dataset.row = String(row);
    return line;
  }

  return {
    /** A line for every row, made anew when others race. */
    build(rows) {
      const said = JSON.stringify(rows.map(({ key, lr, numbers }) => [key, lr, numbers]));
      if (body.dataset.said === said) return;
      body.dataset.said = said;
      body.replaceChildren(...rows.map((_, row) => lineOf(row, rows)));
    },

    /** Write line `row`: the texts of its cells, whether it is the chosen one, whether it has ended. */
    write(row, texts, chosen, ended = false) {
      const line = body.children[row];
      line.firstChild.firstChild.setAttribute("aria-pressed", String(chosen));
      line.classList.toggle("ended", ended);
      texts.forEach((said, i) => { line.children[i + 1].firstChild.textContent = said.replace(/^-/, "−"); });
    },
  };
}
