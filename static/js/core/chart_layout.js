/**
 * What a chart looks like: a model in plain words becomes traces and a layout. Pure.
 *
 * A model is {lines: [{name, x, y, tone, dash, dots, faint, end, quiet}], marks: [{x, text}],
 * levels: [{y, text}], cursor, logX, logY, percent, xName, xFormat}; `tone` is a token: accent, ink, c0…
 */

import { annotations, ordered } from "./chart_words.js";

const MARGIN = { l: 46, r: 78, t: 18, b: 30 }; // pixels at the usual text size

/** Traces of the model's lines; raw curves are faint, and only they are read by hovering. */
export function traces(model, token) {
  return model.lines.map((line) => ({
    type: "scatter",
    mode: line.x.length < 2 ? "markers" : line.dots ? "lines+markers" : "lines",
    name: ordered(line.name),
    x: line.x,
    y: line.y,
    hovertemplate: model.percent ? "%{y:.1%}" : "%{y:.4~g}",
    hoverinfo: line.quiet ? "skip" : undefined,
    opacity: line.faint ? 0.28 : 1,
    marker: { color: token(line.tone), size: 5 },
    line: {
      color: token(line.tone),
      width: line.faint ? 1 : parseFloat(token("stroke")),
      dash: typeof line.dash === "string" ? line.dash : line.dash ? "6px,4px" : "solid",
      shape: "linear",
      simplify: true,
    },
  }));
}

/** What `layout` wants to know of its place: `box` {width, height, scale}, the layout drawn last. */
export function sizeOf({ width, height, scale }, { xaxis, yaxis } = {}) {
  return {
    xRange: xaxis?.range,
    yRange: yaxis?.range,
    plotWidth: width - (MARGIN.l + MARGIN.r) * scale,
    plotHeight: height - (MARGIN.t + MARGIN.b) * scale,
    scale,
    coarse: matchMedia("(pointer: coarse)").matches,
  };
}

/** Layout of the model; `size` is {plot height, yRange as last drawn} and spreads the names. */
export function layout(model, token, size) {
  const { scale = 1 } = size;
  return {
    uirevision: "zoom survives",
    dragmode: size.coarse ? false : "zoom",
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
    hovermode: "x unified",
    separators: ".,",
    font: { family: "Lab Sans, sans-serif", size: 12 * scale, color: token("ink-3") },
    margin: Object.fromEntries(Object.entries(MARGIN).map(([side, wide]) => [side, wide * scale])),
    hoverlabel: {
      bgcolor: token("surface"),
      bordercolor: token("line-2"),
      font: { family: "Lab Sans, sans-serif", color: token("ink") },
    },
    xaxis: xAxis(model, token),
    yaxis: yAxis(model, token),
    shapes: shapes(model, token),
    annotations: annotations(model, token, size),
  };
}

const axis = (token) => ({
  gridcolor: token("grid"),
  linecolor: token("line-strong"),
  tickcolor: token("line-strong"),
  zeroline: false,
  ticklen: 4,
  nticks: 5,
  automargin: false,
});

const kind = (log) => ({ type: log ? "log" : "linear", uirevision: log ? "log" : "linear" });

function xAxis(model, token) {
  const own = { showgrid: false, showline: true, ticks: "outside", tickformat: model.xFormat ?? ",d" };
  const start = model.logX ? {} : { rangemode: "tozero" };
  return { ...axis(token), ...own, ...start, ...kind(model.logX), hoverformat: model.xFormat ?? ",d" };
}

function yAxis(model, token) {
  const own = { showline: false, ticks: "", tickformat: model.percent ? ".0%" : "" };
  const start = model.logY ? ticksOf(model) : { rangemode: "tozero" };
  return { ...axis(token), ...own, ...start, ...kind(model.logY) };
}

function ticksOf({ lines, percent }) {
  const positive = lines.flatMap((line) => line.y).filter((y) => y > 0);
  const vals = logTicks(Math.min(...positive), Math.max(...positive));
  const far = (value) => value >= 1e5 || value < 1e-3;
  const plain = (value) => (far(value) ? value.toExponential().replace("e+", "e") : String(value));
  const written = (value) => (percent ? `${Number((100 * value).toPrecision(3))}%` : plain(value));
  return { tickmode: "array", tickvals: vals, ticktext: vals.map(written) };
}

/** Round numbers from `low` to `high` for a log axis: as many in a decade as leave six in all. */
export function logTicks(low, high) {
  const decades = [];
  for (let k = Math.floor(Math.log10(low)); 10 ** k <= high; k += 1) decades.push(k);
  const inside = (value) => value >= low && value <= high;
  const ticks = [[1, 1.5, 2, 3, 5, 7.5], [1, 2, 5], [1]].map((factors) =>
    decades.flatMap((k) => factors.map((f) => Number(`${f}e${k}`))).filter(inside),
  );
  const sparse = ticks[2].filter((_, k) => k % Math.ceil(ticks[2].length / 6) === 0);
  return ticks.find((all) => all.length <= 6) ?? sparse;
}

function shapes(model, token) {
  const dotted = { color: token("ink-2"), width: 1, dash: "2px,3px" };
  const upright = (x) => ({ type: "line", x0: x, x1: x, yref: "paper", y0: 0, y1: 1 });
  const drawn = model.marks.map((mark) => ({ ...upright(mark.x), line: dotted }));
  for (const { y } of model.levels) {
    drawn.push({ type: "line", xref: "paper", x0: 0, x1: 1, y0: y, y1: y, line: dotted });
  }
  if (model.cursor !== null) {
    const x1 = Math.max(lastX(model), model.cursor);
    const cover = { ...upright(model.cursor), type: "rect", x1 };
    const look = { fillcolor: token("paper"), opacity: 0.78, line: { width: 0 } };
    drawn.push({ ...cover, ...look, layer: "above" });
    drawn.push({ ...upright(model.cursor), line: { color: token("accent"), width: 1.5 } });
  }
  return drawn;
}

const lastX = (model) => Math.max(0, ...model.lines.map((line) => line.x.at(-1) ?? 0));
