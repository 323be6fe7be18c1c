/** The words on a chart: names at line ends, what happened at marks, levels, the axis. Pure. */

const NAME_GAP = 15; // pixels between two names at line ends
const LETTER = 6; // pixels of an average one
const LEFT = 40; // pixels left of the plot that words may use

/** Every annotation of the model; `size` is the plot and its ranges as last drawn. */
export function annotations(model, token, size) {
  return [
    ...ends(model, token, size),
    ...words(model, token, size),
    ...levelNames(model, token, size),
    axisName(model, size),
  ];
}

const said = (text, extra) => ({ text, showarrow: false, ...extra });
const PERSIAN = /[\u0600-\u06ff]/;

/** Words as they are read: a drawing runs from left to right, Persian in it is an isolate from the right. */
export const ordered = (words) => (PERSIAN.test(words) ? `\u2067${words}\u2069` : words);

const at = (value, log) => (log ? Math.log10(value) : value);

function ends(model, token, size) {
  const { scale = 1 } = size;
  const named = model.lines.filter((line) => line.end && line.x.length);
  const heights = named.map((line) => height(line.y.at(-1), model.logY, size));
  const lows = spread(heights, NAME_GAP * scale);
  return named.map((line, i) =>
    said(`<b>${ordered(line.name)}</b>`, {
      xref: "paper", // a place on the axis would widen it: the margin is there for the names
      x: 1,
      y: at(line.y.at(-1), model.logY),
      xanchor: "left",
      xshift: 7,
      yshift: lows[i],
      font: { size: 12.5 * scale, color: token(line.tone) },
    }),
  );
}

function height(y, log, { yRange, plotHeight }) {
  if (!yRange) return 0;
  return ((at(y, log) - yRange[0]) / (yRange[1] - yRange[0])) * plotHeight;
}

/** How far (up is positive) each of these heights must move so that all lie `gap` apart. */
export function spread(heights, gap = NAME_GAP) {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]);
  const moved = [...heights];
  order.forEach((i, k) => {
    if (k) moved[i] = Math.max(moved[i], moved[order[k - 1]] + gap);
  });
  const excess = order.length ? (moved[order.at(-1)] - heights[order.at(-1)]) / 2 : 0;
  return moved.map((to, i) => to - heights[i] - excess);
}

/** The newest mark gets its words; an older one only where they do not run into the next. */
function words(model, token, { plotWidth = 400, xRange, scale = 1 }) {
  let free = Infinity;
  return model.marks.toReversed().flatMap((mark) => {
    const x = at(mark.x, model.logX);
    const pixel = xRange ? ((x - xRange[0]) / (xRange[1] - xRange[0])) * plotWidth : plotWidth / 2;
    const wide = LETTER * scale * mark.text.length;
    const before = pixel + LEFT > wide;
    if (pixel + (before ? 0 : wide) > free) return [];
    free = before ? pixel - wide : pixel;
    const side = before ? { xanchor: "right", xshift: -2 } : { xanchor: "left", xshift: 2 };
    const place = { x, yref: "paper", y: 1, yanchor: "bottom", yshift: -2, ...side };
    const font = { size: 11.5 * scale, color: token("ink-2") };
    return said(ordered(mark.text), { ...place, font });
  });
}

/** A level is named at its right end, or at its left where the name of a line stands there. */
function levelNames(model, token, size) {
  const { scale = 1 } = size;
  const lines = model.lines.filter((line) => line.end && line.x.length);
  const heights = lines.map((line) => height(line.y.at(-1), model.logY, size));
  return model.levels.map(({ y, text }) => {
    const own = height(y, model.logY, size);
    const taken = heights.some((other) => Math.abs(other - own) < 3 * NAME_GAP * scale);
    const side = taken ? { x: 0, xanchor: "left", xshift: 4 } : { x: 1, xanchor: "right" };
    const place = { xref: "paper", y: at(y, model.logY), yanchor: "bottom" };
    return said(ordered(text), { ...place, ...side, font: { size: 11.5 * scale, color: token("ink-3") } });
  });
}

function axisName(model, { scale = 1 }) {
  const place = { xref: "paper", x: 1, xanchor: "left", xshift: 24 * scale, yref: "paper", y: 0 };
  return said(ordered(model.xName), { ...place, yanchor: "top", yshift: -5 });
}
