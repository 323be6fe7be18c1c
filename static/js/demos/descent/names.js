/** Walks differ by their learning rate alone, and are called by it. */

import { number } from "../../core/i18n.js";

export function namer() {
  const name = (row, rows) => `α ${number(rows[row].lr)}`;
  return { name, short: name };
}
