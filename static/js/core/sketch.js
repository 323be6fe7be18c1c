/**
 * The same chart without its library: drawn at once, until Plotly is there. Pure but for the nodes.
 *
 * It draws the layout that Plotly will be given, on linear axes from zero, so that nothing jumps
 * when Plotly takes over; reading by hovering, zooming and log axes are Plotly's.
 */

import { svg } from "./dom.js";
import { layout, traces } from "./chart_layout.js";

const HEADROOM = 0.055; // what Plotly leaves above the highest point
const TICKS = 5;
const SIDES = { left: "start", center: "middle", right: "end" };
const RISES = { bottom: "-0.35em", middle: "0.35em", top: "0.8em" };

/** Whether a sketch can show this model. */
export const sketchable = ({ logX, logY, lines }) => !logX && !logY && lines.some(({ x }) => x.length);

/**
 * @param {object} model as in chart_layout.js
 * @param {(name: string) => string} token
 * @param {{width: number, height: number, scale: number}} box in pixels
 * @returns {SVGElement}
 */
export function sketch(model, token, { width, height, scale }) {
  const x1 = highest(model.lines.map(({ x }) => x));
  const y1 = highest(model.lines.map(({ y }) => y)) * (1 + HEADROOM);
  const ranges = { xRange: [0, x1], yRange: [0, y1] };
  const margin = layout(model, token, { scale }).margin;
  const wide = width - margin.l - margin.r;
  const high = height - margin.t - margin.b;
  const look = layout(model, token, { ...ranges, plotWidth: wide, plotHeight: high, scale });
  const place = {
    x: (value, ref) => margin.l + wide * (ref === "paper" ? value : value / x1),
    y: (value, ref) => margin.t + high * (1 - (ref === "paper" ? value : value / y1)),
  };
  const size = { class: "sketch", width, height, "font-size": look.font.size, fill: look.font.color };
  return svg("svg", { ...size, "aria-hidden": "true" },
    ...gridOf(model, look, place, y1, scale),
    ...baseOf(look, place, x1, scale),
    ...look.shapes.map((shape) => shapeOf(shape, place)),
    ...traces(model, token).map((trace) => curveOf(trace, place)),
    ...look.annotations.map((said) => wordsOf(said, place, look.font)));
}

const highest = (columns) => Math.max(1e-9, ...columns.flatMap((column) => Array.from(column)));

/** Round numbers from 0 to `high`, five steps at most. */
export function ticksTo(high) {
  const power = 10 ** Math.floor(Math.log10(high / TICKS));
  const step = power * [1, 2, 5, 10].find((factor) => high / (factor * power) <= TICKS);
  const count = Math.floor(high / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, k) => Number((k * step).toPrecision(6)));
}

function gridOf(model, { yaxis }, place, y1, scale) {
  return ticksTo(y1).flatMap((value) => {
    const y = place.y(value);
    const text = model.percent ? `${Number((100 * value).toPrecision(4))}%` : String(value);
    return [
      line([place.x(0, "paper"), place.x(1, "paper")], [y, y], { stroke: yaxis.gridcolor }),
      svg("text", { x: place.x(0) - 3 * scale, y: y + 4 * scale, "text-anchor": "end" }, text),
    ];
  });
}

function baseOf({ xaxis }, place, x1, scale) {
  const floor = place.y(0);
  const ticks = ticksTo(x1).flatMap((value) => {
    const x = place.x(value);
    return [
      line([x, x], [floor, floor + xaxis.ticklen], { stroke: xaxis.tickcolor }),
      svg("text", { x, y: floor + 17 * scale, "text-anchor": "middle" }, value.toLocaleString("en")),
    ];
  });
  const ends = [place.x(0, "paper"), place.x(1, "paper")];
  return [line(ends, [floor, floor], { stroke: xaxis.linecolor }), ...ticks];
}

function shapeOf({ type, x0, x1, y0, y1, xref, yref, line: pen, fillcolor, opacity }, place) {
  const [left, right] = [place.x(x0, xref), place.x(x1, xref)];
  const [low, high] = [place.y(y0, yref), place.y(y1, yref)];
  if (type === "line") return line([left, right], [low, high], strokeOf(pen));
  return svg("rect", { x: left, y: high, width: right - left, height: low - high, fill: fillcolor, opacity });
}

function curveOf({ x, y, mode, opacity, line: pen, marker }, place) {
  const points = Array.from(x, (value, i) => [place.x(value), place.y(y[i])].map((at) => at.toFixed(1)));
  const dots = mode === "lines" ? [] : points.map(([cx, cy]) => svg("circle", { cx, cy, r: marker.size / 2, fill: marker.color }));
  const stroke = { ...strokeOf(pen), fill: "none", points: points.map((point) => point.join()).join(" ") };
  return svg("g", { opacity }, mode === "markers" ? null : svg("polyline", stroke), ...dots);
}

function wordsOf({ text, x, y, xref, yref, xanchor, yanchor = "middle", xshift = 0, yshift = 0, font }, place, usual) {
  const bold = text.startsWith("<b>");
  return svg("text", {
    x: place.x(x, xref) + xshift,
    y: place.y(y, yref) - yshift,
    dy: RISES[yanchor],
    "text-anchor": SIDES[xanchor],
    "font-size": (font ?? usual).size,
    "font-weight": bold ? 700 : null,
    fill: (font ?? usual).color,
  }, text.replace(/<\/?b>/g, ""));
}

const line = ([x1, x2], [y1, y2], look) => svg("line", { x1, x2, y1, y2, "stroke-width": 1, ...look });

const strokeOf = ({ color, width, dash }) => ({
  stroke: color,
  "stroke-width": width,
  "stroke-dasharray": dash && dash !== "solid" ? dash.replaceAll("px", "") : null,
});
