/** The map itself on canvas: deeper is darker, lines of one height; what is undefined stays hatched. */

import { between, pieces, rank } from "./contour.js";

const DEPTH = 0.055; // how much of the accent each band adds
const LINE = 0.34;
const COARSE = 2; // pixels of the page to one of the bands
const HATCH = 9;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{width: number, height: number}} size of the page's pixels
 * @param {{values: {values: Float32Array, shape: number[]}, levels: number[]}} surface
 * @param {(name: string) => string} token
 */
export function paintGround(canvas, { width, height }, surface, token) {
  const scale = globalThis.devicePixelRatio || 1;
  Object.assign(canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const context = canvas.getContext("2d");
  const [rows, columns] = surface.values.shape;
  const grid = { values: surface.values.values, columns, rows };
  context.fillStyle = token("sunken");
  context.fillRect(0, 0, canvas.width, canvas.height);
  hatch(context, canvas, token("line-2"), scale);
  context.drawImage(bands(grid, surface.levels, width, height, [token("sunken"), token("accent")].map(rgb)), 0, 0, canvas.width, canvas.height);
  const path = new Path2D();
  for (const level of surface.levels) line(path, pieces(grid, level));
  const stretched = new Path2D();
  stretched.addPath(path, new DOMMatrix([canvas.width / (columns - 1), 0, 0, -canvas.height / (rows - 1), 0, canvas.height]));
  Object.assign(context, { strokeStyle: token("accent"), lineWidth: scale, globalAlpha: LINE });
  context.stroke(stretched);
  context.globalAlpha = 1;
}

function line(path, ends) {
  for (let k = 0; k < ends.length; k += 4) {
    path.moveTo(ends[k], ends[k + 1]);
    path.lineTo(ends[k + 2], ends[k + 3]);
  }
}

function bands(grid, levels, width, height, [ground, accent]) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.ceil(width / COARSE), height: Math.ceil(height / COARSE) });
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const shades = Array.from({ length: levels.length + 1 }, (_, k) => {
    const share = 1 - (1 - DEPTH) ** (levels.length - k);
    return ground.map((c, i) => Math.round(c + share * (accent[i] - c)));
  });
  for (let row = 0; row < canvas.height; row += 1) {
    const y = (1 - (row + 0.5) / canvas.height) * (grid.rows - 1);
    for (let column = 0; column < canvas.width; column += 1) {
      const value = between(grid, ((column + 0.5) / canvas.width) * (grid.columns - 1), y);
      if (!Number.isNaN(value)) image.data.set([...shades[rank(levels, value)], 255], 4 * (row * canvas.width + column));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function hatch(context, { width, height }, colour, scale) {
  Object.assign(context, { strokeStyle: colour, lineWidth: scale });
  context.beginPath();
  for (let x = -height; x < width; x += HATCH * scale) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
}

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
