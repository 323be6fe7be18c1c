/** Rows of a table that stay the same elements while their contents change: nothing flashes. */

import { byId, h, icon } from "../core/dom.js";
import { text } from "../core/i18n.js";
import { WORDS } from "./words.js";

/** Write into a place only what is not there yet. */
export function put(place, nodes) {
  const next = h(place.tagName.toLowerCase());
  next.append(...nodes);
  if (next.innerHTML !== place.innerHTML) place.replaceChildren(...next.childNodes);
}

/**
 * @param {string} id of the table; `<id>-none` is shown while it has no rows
 * @param {{key(row: object): string, head(row: object): Node[], cells: ((row: object) => Node)[],
 *   stop?(id: string): () => Promise<void>}} how
 */
export function createRows(id, { key, head, cells, stop }) {
  const table = byId(id);
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = new Map();

  function make(name) {
    const first = h("th", { scope: "row" });
    const rest = cells.map((_, i) => h("td", { className: heads[i].className, "data-head": heads[i].textContent }));
    const node = h("tr", {}, first, ...rest, stop ? h("td", { className: "acts" }, ...asking(name)) : null);
    return { node, first, rest };
  }

  /** A button that asks in its own place before anything is stopped. */
  function asking(name) {
    const ask = button("stop", "stop", "", () => {
      ask.parentNode.replaceChildren(h("span", { className: "sure", role: "alert" }, text(WORDS.sure)), yes, " ", no);
      yes.focus();
    });
    const back = () => {
      yes.parentNode.replaceChildren(ask);
      ask.focus();
    };
    const yes = button("yes", null, "danger", async () => {
      yes.disabled = true;
      await stop(name)();
      yes.disabled = false;
      if (yes.isConnected) back();
    });
    const no = button("no", null, "", back);
    return [ask];
  }

  return {
    /** Show these, in this order. @param {object[]} found */
    show(found) {
      const names = found.map(key);
      for (const [name, { node }] of rows) {
        if (!names.includes(name)) {
          node.remove();
          rows.delete(name);
        }
      }
      found.forEach((one, i) => {
        if (!rows.has(names[i])) rows.set(names[i], make(names[i]));
        const { node, first, rest } = rows.get(names[i]);
        put(first, head(one));
        rest.forEach((cell, j) => put(cell, [cells[j](one)]));
        if (body.rows[i] !== node) body.insertBefore(node, body.rows[i] ?? null);
      });
      table.hidden = !found.length;
      byId(`${id}-none`).hidden = found.length > 0;
    },
  };
}

const button = (word, drawing, more, press) =>
  h("button", { type: "button", className: `btn ${more}`, onclick: press }, drawing ? icon(drawing) : null, text(WORDS[word]));
