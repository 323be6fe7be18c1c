/** Rules of parameters that need no page: sliders, list names, what differs from the default. */

/**
 * The value under a slider at `at` in [0, 1], rounded to what a reader would type.
 *
 * @param {{low: number, high: number, scale: string, bottom?: number, step?: number}} scale
 * @param {number} at
 * @returns {string}
 */
export function valueAt(scale, at) {
  const { low, high, bottom } = scale;
  if (scale.scale === "log") {
    if (at <= 0) return written(low);
    if (at >= 1) return written(high);
    return written(Number((bottom * (high / bottom) ** at).toPrecision(2)));
  }
  const step = scale.step ?? tidyStep((high - low) / 100);
  const value = low + Math.round((at * (high - low)) / step) * step;
  return written(Number(Math.min(high, Math.max(low, value)).toPrecision(6)));
}

/** Where a slider stands for a value; the inverse of `valueAt`. */
export function placeOf({ low, high, scale, bottom }, value) {
  if (!Number.isFinite(value)) return 0;
  if (scale !== "log") return clamp((value - low) / (high - low));
  return value > bottom ? clamp(Math.log(value / bottom) / Math.log(high / bottom)) : 0;
}

/** 1, 2 or 5 times a power of ten, not above `step`. */
export function tidyStep(step) {
  const power = 10 ** Math.floor(Math.log10(step) + 1e-9);
  const factor = [5, 2, 1].find((f) => f * power <= step * (1 + 1e-9)) ?? 1;
  return Number((factor * power).toPrecision(3));
}

/**
 * `layers.3.filters` when row 3 of `layers` becomes row `to`; other names stay.
 *
 * @param {string} text a name, or an id or condition that holds one
 */
export function renumber(text, list, from, to) {
  const start = `${list}.${from}.`;
  const at = text.indexOf(start);
  if (at === 0 || (at > 0 && /[-=]/.test(text[at - 1]))) {
    return text.slice(0, at) + `${list}.${to}.` + text.slice(at + start.length);
  }
  return text.replace(new RegExp(`(^|[-\\s])${escaped(list)}\\.${escaped(from)}(?=$|\\s)`), `$1${list}.${to}`);
}

/** Names whose text differs from their default. @param {{name, text, standard}[]} controls */
export function differing(controls) {
  const found = controls.filter(({ text, standard }) => text !== standard);
  return Object.fromEntries(found.map(({ name, text }) => [name, text]));
}

/** Names that are not the same in two sets of texts. */
export function unlike(left, right) {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].filter((name) => left[name] !== right[name]);
}

const clamp = (x) => Math.min(1, Math.max(0, x));
const escaped = (text) => String(text).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const written = (value) => String(value).replace("e+", "e");
