/** Arrays of bytes on canvas: a grid of small maps, every value a square of its own. */

import { ramp, stopsOf } from "./colormap.js";

let scratch = null; // maps at their own size, one under the other, before they are enlarged

/** The maps of the theme in force: {sequential, diverging}, 256 RGBA colours each. */
export function themeMaps(token) {
  return {
    sequential: ramp(stopsOf(token("seq-stops"))),
    diverging: ramp(stopsOf(token("div-stops"))),
  };
}

/**
 * Where `count` maps of `rows` × `columns` cells go in `width` pixels: as few rows of maps as keep
 * each at least `smallest` wide, none wider than `largest`. Maps that come in groups of
 * `together` are not torn apart where one group fits.
 * @returns {{across: number, wide: number, high: number, height: number, shown: number}}
 */
export function grid(count, [rows, columns], width, sizes = {}) {
  const { smallest = 26, largest = 64, gap = 3, most = 16, together = 1 } = sizes;
  const fitting = Math.max(1, Math.floor((width + gap) / (smallest + gap)));
  const whole = Math.floor(fitting / together) * together || fitting;
  const lines = Math.ceil(count / whole);
  const across = together > 1 ? whole : Math.max(1, Math.ceil(count / lines));
  const wide = Math.min(largest, (width - gap * (across - 1)) / across);
  const high = (wide * rows) / columns;
  const drawn = Math.min(lines, most);
  const height = drawn * high + (drawn - 1) * gap;
  return { across, wide, high, gap, height, shown: Math.min(count, drawn * across) };
}

/** Left and top of map `index`. */
export function corner(place, index) {
  const [row, column] = [Math.floor(index / place.across), index % place.across];
  return [column * (place.wide + place.gap), row * (place.high + place.gap)];
}

/** The map at (x, y), or null in a gap and past the last. */
export function mapAt(place, x, y) {
  const column = Math.floor(x / (place.wide + place.gap));
  const row = Math.floor(y / (place.high + place.gap));
  const index = row * place.across + column;
  if (x < 0 || y < 0 || column >= place.across || index >= place.shown) return null;
  const [left, top] = corner(place, index);
  return x <= left + place.wide && y <= top + place.high ? index : null;
}

/** One map as pixels: `bytes` (h·w,) through 256 colours, or (3, h·w) bytes as they are: RGB. */
export function pixels(bytes, colours, out) {
  const n = out.length / 4;
  if (!colours) {
    for (let i = 0; i < n; i += 1) {
      out.set([bytes[i], bytes[n + i], bytes[2 * n + i], 255], 4 * i);
    }
    return out;
  }
  const [drawn, known] = [words(out), words(colours)];
  for (let i = 0; i < n; i += 1) drawn[i] = known[bytes[i]];
  return out;
}

/** RGBA bytes, four at a time. */
const words = (bytes) => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);

/** A map or picture of h × w cells, filling `canvas`; css makes it larger, pixelated. */
export function paint(canvas, [h, w], fill) {
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext("2d");
  const image = context.createImageData(w, h);
  fill(image.data);
  context.putImageData(image, 0, 0);
}

/** A picture of (h, w, 3) bytes, the way images are stored. */
export function paintPicture(canvas, bytes, [h, w]) {
  paint(canvas, [h, w], (out) => {
    for (let i = 0; i < h * w; i += 1) {
      out.set([bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2], 255], 4 * i);
    }
  });
}

/**
 * All maps of one array on one canvas as wide as its box. `map(index)` gives the bytes of a map,
 * `colours` 256 colours or null for RGB; `chosen` gets a frame in `accent`.
 */
export function paintGrid(canvas, place, [h, w], { map, colours, chosen, accent }) {
  const scale = globalThis.devicePixelRatio || 1;
  const size = [place.across * (place.wide + place.gap) - place.gap, place.height];
  const [wide, high] = size.map((side) => Math.max(1, Math.round(side * scale)));
  if (canvas.width !== wide || canvas.height !== high) {
    Object.assign(canvas, { width: wide, height: high });
    canvas.style.width = `${size[0]}px`;
    canvas.style.height = `${size[1]}px`;
  }
  scratch ??= document.createElement("canvas");
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, wide, high);
  context.imageSmoothingEnabled = false;
  const cell = 4 * h * w;
  paint(scratch, [h * place.shown, w], (out) => {
    for (let i = 0; i < place.shown; i += 1) {
      pixels(map(i), colours, out.subarray(i * cell, (i + 1) * cell));
    }
  });
  for (let i = 0; i < place.shown; i += 1) {
    const [left, top] = corner(place, i).map((at) => at * scale);
    const box = [left, top, place.wide * scale, place.high * scale];
    context.drawImage(scratch, 0, i * h, w, h, ...box);
    if (i === chosen) outline(context, box, accent);
  }
}

function outline(context, [left, top, wide, high], colour) {
  const line = 2 * (globalThis.devicePixelRatio || 1);
  Object.assign(context, { strokeStyle: colour, lineWidth: line });
  context.strokeRect(left + line / 2, top + line / 2, wide - line, high - line);
}
