/**
 * What a picture in three dimensions looks like: a model in plain words becomes traces and a layout. Pure.
 *
 * A model is {x, y, z, ranges: {x, y, z}, aspect: {x, y, z}, lines: [{name, x, y, z, tone, dash, symbol}],
 * start: [x, y, z]}; `z` holds a row for every `y`.
 */

const LINES = 14; // heights drawn on the surface
const LIGHT = { ambient: 0.78, diffuse: 0.45, specular: 0.05, roughness: 0.9, fresnel: 0.05 };

export function traces({ x, y, z, ranges, lines, start }, token) {
  const [low, high] = ranges.z;
  const ground = {
    type: "surface", x, y, z, cmin: low, cmax: high, showscale: false, hoverinfo: "skip", lighting: LIGHT,
    colorscale: [[0, token("accent")], [1, token("surface")]],
    contours: { x: { highlight: false }, y: { highlight: false }, z: { show: high > low, highlight: false, start: low, end: high, size: (high - low) / LINES || 1, color: token("accent-2"), width: 1 } },
  };
  return [ground, ...lines.flatMap((line) => trail(line, token)), dot(start, token)];
}

function trail({ name, x, y, z, tone, dash, symbol }, token) {
  const colour = token(tone);
  const common = { type: "scatter3d", name, hoverinfo: "skip" };
  const head = [x.at(-1), y.at(-1), z.at(-1)].map((value) => [value]);
  return [
    { ...common, mode: "lines", x, y, z, line: { color: colour, width: 6, dash } },
    { ...common, mode: "markers", x: head[0], y: head[1], z: head[2], marker: { color: colour, size: 6, symbol, line: { color: token("paper"), width: 1 } } },
  ];
}

const dot = ([x, y, z], token) => ({
  type: "scatter3d", mode: "markers", hoverinfo: "skip", x: [x], y: [y], z: [z], marker: { color: token("ink"), size: 5, symbol: "circle-open", line: { width: 2 } },
});

export function layout({ ranges, aspect }, token, camera, { clientWidth: width, clientHeight: height }) {
  const axis = (title, range) => ({
    title: { text: title }, range, color: token("ink-3"), gridcolor: token("line-2"), zerolinecolor: token("line-2"),
    showspikes: false, showbackground: false, nticks: 6,
  });
  return {
    uirevision: "camera survives", width, height, autosize: false, showlegend: false,
    paper_bgcolor: "rgba(0,0,0,0)", margin: { l: 0, r: 0, t: 0, b: 0 }, separators: ".,",
    font: { family: "Lab Sans, sans-serif", size: 12, color: token("ink-3") },
    scene: {
      xaxis: axis("x", ranges.x), yaxis: axis("y", ranges.y), zaxis: axis("f", ranges.z),
      camera, dragmode: "orbit", hovermode: false, ...(aspect ? { aspectmode: "manual", aspectratio: aspect } : {}),
    },
  };
}
