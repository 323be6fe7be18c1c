/** Tables of numbers as text: the canonical `1,2;3,4`, and what people paste. */

import { ascii } from "./i18n.js";

/** The cells of a canonical text, row by row. */
export const readTable = (text) => (text === "" ? [] : text.split(";").map((row) => row.split(",")));

/** The canonical text of cells. */
export const writeTable = (rows) => rows.map((row) => row.join(",")).join(";");

/** The same table with rows and columns exchanged. */
export const turned = (rows) => (rows[0] ?? []).map((_, j) => rows.map((row) => row[j]));

/** Cut or filled up to a size. */
export const resized = (rows, height, width, fill = "0") =>
  Array.from({ length: height }, (_, i) => Array.from({ length: width }, (__, j) => rows[i]?.[j] ?? fill));

/**
 * Cells of a pasted table: from a spreadsheet (tabs), CSV with `,` or `;`, columns by blanks, or the
 * canonical text; digits of any script. Where tabs or `;` part the cells, a `,` is a decimal mark.
 *
 * @param {string} text
 * @returns {string[][]} what does not read as a number stays, for the server to refuse
 */
export function pasted(text) {
  const plain = text.replace(/\r\n?/g, "\n").replace(/،/g, ",").replace(/؛/g, ";").replace(/^[\s]*\n|\n[\s]*$/g, "");
  const lines = plain.trim().split("\n");
  const cells = separator(plain, lines.length);
  const rows = lines.length === 1 && !plain.includes("\t") && plain.includes(";") ? lines[0].split(";") : lines;
  return rows.map((row) => row.trim().split(cells.at).map((cell) => ascii(cells.decimal ? cell.replace(",", ".") : cell)));
}

function separator(text, lines) {
  if (text.includes("\t")) return { at: "\t", decimal: true };
  if (lines > 1 && text.includes(";")) return { at: /\s*;\s*/, decimal: true };
  return { at: /\s*,\s*|\s+/, decimal: false };
}

/** `rows` with `block` written over them from (top, left) on; grows where it must. */
export function over(rows, block, top, left) {
  const height = Math.max(rows.length, top + block.length);
  const width = Math.max(rows[0]?.length ?? 0, left + Math.max(...block.map((row) => row.length)));
  return resized(rows, height, width, "").map((row, i) => row.map((cell, j) => block[i - top]?.[j - left] ?? cell));
}

/** Rows of numbers, all of one width; null for any other text. */
export function numbersOf(text) {
  const rows = readTable(text ?? "");
  const whole = rows.length && rows.every((row) => row.length === rows[0].length && row.every((cell) => NUMBER.test(cell)));
  return whole ? rows.map((row) => row.map(Number)) : null;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
