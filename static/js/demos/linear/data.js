/** Edits of the points and classes: all of them are texts of the form, which the server judges. */

import { readTable, resized, writeTable } from "../../core/table.js";

export const [FEWEST, MOST] = [2, 5]; // classes
export const MOST_POINTS = 150;

const tidy = (value) => String(Number(value.toPrecision(6)));

export const rows = (lab) => readTable(lab.form.get("points"));
export const classes = (lab) => readTable(lab.form.get("W")).length;
const write = (lab, table, more = {}, options = {}) => lab.form.set({ points: writeTable(table), ...more }, options);

/** Put a point somewhere; a finger beyond the edge leaves it at the edge. */
export function movePoint(lab, i, place, halves, final) {
  const table = rows(lab);
  if (!table[i]) return;
  const inside = place.map((value, axis) => Math.min(halves[axis], Math.max(-halves[axis], value)));
  table[i] = [...inside.map(tidy), table[i][2]];
  write(lab, table, {}, { final });
}

/** Add a point; it is the chosen one. */
export function addPoint(lab, place, k) {
  const table = rows(lab);
  if (table.length >= MOST_POINTS) return;
  write(lab, [...table, [...place.map((value) => tidy(Number(value.toPrecision(3)))), String(k)]]);
  lab.view.set({ point: table.length });
}

export function removePoint(lab, i) {
  const table = rows(lab).filter((_, at) => at !== i);
  write(lab, table);
  if (lab.view.get("point") >= table.length) lab.view.set({ point: Math.max(0, table.length - 1) });
}

/** The next class, after the last the first again. */
export function turnPoint(lab, i) {
  const table = rows(lab);
  table[i] = [...table[i].slice(0, 2), String((Number(table[i][2]) + 1) % classes(lab))];
  write(lab, table);
}

/** W and b for so many classes: rows that are there stay, new ones are 0. */
export function fitted(W, b, count) {
  return { W: writeTable(resized(readTable(W), count, 2)), b: writeTable(resized(readTable(b), 1, count)) };
}

/** One class more or less; the points of a class that goes, go with it. */
export function resizeClasses(lab, by) {
  const count = classes(lab) + by;
  if (count < FEWEST || count > MOST) return;
  const kept = rows(lab).filter((row) => Number(row[2]) < count);
  write(lab, kept, fitted(lab.form.get("W"), lab.form.get("b"), count));
}
