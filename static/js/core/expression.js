/** Formulas the server sends as data (`webapp/demos/formula.py`), drawn as MathML with today's numbers. */

import { lang, number } from "./i18n.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";
const NAME = /^[A-Za-zΑ-ω]$/;
const WORD = /^[A-Za-z]{2,}$/;
const DIGITS = 6;

/**
 * @param {unknown} expression
 * @param {Record<string, unknown>} frames what paths such as `scores.W.0.1` lead into
 * @returns {Element} `<math>`
 */
export function drawExpression(expression, frames) {
  const root = node("math", [build(expression, frames)]);
  root.setAttribute("display", "block");
  return root;
}

/** Put the newest numbers into a drawn formula; its form stays. */
export function refill(root, frames) {
  for (const leaf of root.querySelectorAll("[data-path]")) leaf.textContent = shown(follow(frames, leaf.dataset.path), leaf.dataset.how);
}

/** The value at a path of dots. */
export const follow = (frames, path) => path.split(".").reduce((value, key) => value?.[key], frames);

const FORMS = {
  row: (frames, ...parts) => node("mrow", parts.map((part) => build(part, frames))),
  sub: (frames, base, below) => node("msub", [build(base, frames), build(below, frames)]),
  sup: (frames, base, above) => node("msup", [build(base, frames), build(above, frames)]),
  frac: (frames, top, bottom) => node("mfrac", [build(top, frames), build(bottom, frames)]),
  under: (frames, base, below) => node("munder", [build(base, frames), build(below, frames)]),
  over: (frames, base, above) => {
    const made = node("mover", [build(base, frames), build(above, frames)]);
    made.setAttribute("accent", "true");
    return made;
  },
  root: (frames, inner) => node("msqrt", [build(inner, frames)]),
  mark: (frames, inner) => {
    const marked = node("mrow", [build(inner, frames)]);
    marked.setAttribute("class", "result");
    return marked;
  },
  text: (_, english, persian) => leaf("mtext", lang === "fa" ? persian : english),
  at: (frames, path, how) => {
    const found = leaf("mn", shown(follow(frames, path), how));
    Object.assign(found.dataset, { path, how });
    return found;
  },
};

function build(part, frames) {
  if (Array.isArray(part)) return FORMS[part[0]](frames, ...part.slice(1));
  if (/^[\d.]+$/.test(part)) return leaf("mn", part);
  if (NAME.test(part)) return leaf("mi", part);
  return leaf(WORD.test(part) ? "mi" : "mo", part);
}

function shown(value, how) {
  const text = number(value, DIGITS).replace(/-/g, "−");
  return how === "factor" && text.startsWith("−") ? `(${text})` : text;
}

function node(tag, children) {
  const made = document.createElementNS(MATHML, tag);
  made.append(...children);
  return made;
}

function leaf(tag, text) {
  const made = document.createElementNS(MATHML, tag);
  made.textContent = text;
  return made;
}
