/** Language of the page, pairs of sentences, numbers. Numbers are ASCII in both languages. */

import { h } from "./dom.js";

const root = globalThis.document?.documentElement;

/** "en" or "fa". */
export const lang = root?.lang === "fa" ? "fa" : "en";

/** The half of an [English, Persian] pair; a plain string is the same in both. */
export const text = (pair) => (Array.isArray(pair) ? pair[lang === "fa" ? 1 : 0] : (pair ?? ""));

const DASH = "–";
const known = (x) => typeof x === "number" && Number.isFinite(x);

/** Formatters by their options: making one costs more than using it a hundred times. */
const formatters = new Map();
function formatted(x, least, most, kind) {
  const key = `${kind}${least},${most}`;
  if (!formatters.has(key)) formatters.set(key, new Intl.NumberFormat("en-US", { [`minimum${kind}Digits`]: least, [`maximum${kind}Digits`]: most }));
  return formatters.get(key).format(x);
}

/** A measured number to `digits` significant digits: 0.8321, 1.2e-5, 12 300 as 12,300. */
export function number(x, digits = 4) {
  if (!known(x)) return DASH;
  if (x !== 0 && (Math.abs(x) < 1e-3 || Math.abs(x) >= 1e7)) return tidyExponent(x, digits);
  return formatted(x, 1, digits, "Significant");
}

/** Exactly `places` decimals, so that a changing number keeps its width. */
export const fixed = (x, places) =>
  known(x) ? formatted(x, places, places, "Fraction") : DASH;

/** A whole number with thousands separated. */
export const count = (x) =>
  (known(x) && Math.abs(x) >= 1e15 ? number(x) : known(x) ? Math.round(x).toLocaleString("en-US") : DASH);

/** A share as percent: 0.6216 is 62.2%. */
export const percent = (x, places = 1) => (known(x) ? `${fixed(100 * x, places)}%` : DASH);

/** Bytes as people read them. */
export function bytes(size) {
  const units = ["B", "KB", "MB", "GB"];
  let at = 0;
  for (; size >= 1000 && at < units.length - 1; at += 1) size /= 1024;
  return `${at ? Number(size.toPrecision(3)) : size} ${units[at]}`;
}

/** Words in the page's own direction, wherever they stand. */
export const prose = (...children) => h("span", { dir: root.dir || "ltr" }, ...children);

/** A number in prose: `<bdi class="num">`. */
export const num = (shown) => h("bdi", { className: "num" }, String(shown));

/**
 * A sentence with its `{names}` filled in, every value an isolate of its own.
 *
 * @param {[string, string]|string} pair
 * @param {Record<string, unknown>} [args] strings, numbers or pairs
 * @returns {DocumentFragment}
 */
export function fill(pair, args = {}) {
  const parts = text(pair).split(/\{([a-z_.]+)\}/i);
  const out = document.createDocumentFragment();
  parts.forEach((part, i) => out.append(i % 2 ? value(args[part]) : part));
  return out;
}

function value(given) {
  if (given instanceof Node) return given;
  if (Array.isArray(given)) return text(given);
  if (typeof given === "number") return num(Number.isInteger(given) ? count(given) : number(given));
  if (given === undefined || given === null) return DASH;
  return /^[\x20-\x7e×→–]*$/.test(given) ? num(given) : String(given);
}

/**
 * Persian and Arabic digits and decimal marks as ASCII, thousands marks and blanks dropped,
 * so that a typed number parses.
 *
 * @param {string} typed
 */
export function ascii(typed) {
  return typed
    .replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x0660))
    .replace(/٫/g, ".")
    .replace(/[−–]/g, "-")
    .replace(/[٬\s\u200e\u200f\u2066-\u2069]/g, "");
}

function tidyExponent(x, digits) {
  const [mantissa, exponent] = x.toExponential(Math.max(digits - 2, 0)).split("e");
  return `${Number(mantissa)}e${Number(exponent)}`;
}

/** A ready sentence with its numbers (in Persian its Latin words too) as left-to-right islands. */
export function rich(sentence) {
  const island = lang === "fa" ? /([A-Za-z]+\([A-Za-z0-9_, +−]*\)(?: =(?: [\d.]+)?)?|[-−+]?[A-Za-zΑ-ω0-9½](?:[A-Za-zΑ-ω0-9½¹²³⁰-₎_.,×:/ +=-]*[A-Za-zΑ-ω0-9¹²³⁰-₎])?%?)/ : /([-−+]?\d(?:[\d.,×eE+-]*\d)?%?)/;
  const out = document.createDocumentFragment();
  sentence.split(island).forEach((part, i) => out.append(i % 2 ? num(part) : part));
  return out;
}

/** The same, `L_i` as a letter with a small index. */
export function indexed(sentence) {
  const out = rich(sentence);
  const walker = document.createTreeWalker(out, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const node of texts) {
    const parts = node.data.split(/(?<=\b[A-Za-z])_([A-Za-z])\b/);
    node.replaceWith(...parts.map((part, i) => (i % 2 ? h("sub", {}, part) : part)));
  }
  return out;
}
