/** Which numbers of a look a layer shows under each tab, cut into maps. Pure. */

import { limits } from "../../core/colormap.js";

/** Tabs and the colours they take where values may be below zero. */
export const TABS = ["activations", "gradients", "weights", "weight_gradients"];
const OF_WEIGHTS = ["weights", "weight_gradients"];

/**
 * The maps of layer `index` under `tab`: {count, cell: [h, w], map(i), colour, low, high,
 * filters} or null when it has none there. First-layer filters are pictures: colour is true.
 */
export function mapsOf(frames, layer, tab) {
  const array = frames[`${tab}.${layer.index}`];
  const said = layer[tab];
  if (!array || !said) return null;
  const { shape, values } = array;
  const [h, w] = shape.length > 2 ? shape.slice(-2) : [1, 1];
  const heads = shape.length > 2 ? shape.slice(0, -2) : shape;
  const colour = tab === "weights" && shape.length === 4 && shape[1] === 3 && h * w > 1;
  const size = colour ? 3 * h * w : h * w;
  const count = colour ? shape[0] : heads.reduce((n, side) => n * side, 1);
  const map = (i) => values.subarray(i * size, (i + 1) * size);
  const inputs = OF_WEIGHTS.includes(tab) && !colour && heads.length === 2 ? heads[1] : 0;
  return { count, cell: [h, w], map, colour, inputs, low: said.min, high: said.max, said };
}

/** Height, width and channels (or length) of what a layer gives. */
export const shapeOf = (layer) => layer.output ?? layer.shape;

/** Does this array need a map with a middle? */
export function signed(maps) {
  return maps.low < 0;
}

/** What every layer's colours span together: [low, high] of all, symmetric when below zero. */
export function sharedLimits(all) {
  const shown = all.filter((maps) => maps && !maps.colour);
  if (!shown.length) return [0, 1];
  const low = Math.min(...shown.map((maps) => maps.low));
  const high = Math.max(...shown.map((maps) => maps.high));
  return limits(low, high);
}

/** How small a map may be drawn: small filters may be smaller than activation maps. */
export function sizesFor({ cell: [h], count, inputs: together }) {
  if (count === 1) return { smallest: 64, largest: 420 };
  if (h === 1) return { smallest: 10, largest: 28, most: 8, gap: 2 };
  const dense = together > 4 ? { smallest: 13, largest: 18 } : { smallest: 24, largest: 40 };
  if (together > 1 && h <= 7) return { ...dense, most: 20, gap: 2, together };
  if (h <= 7) return { smallest: 24, largest: 40, most: 12, gap: 2 };
  return { smallest: 24, largest: 72, most: 12, gap: 3 };
}

/** Where an update-to-weight ratio stands on the gauge, in percent: 0.001 in the middle. */
export function gaugeAt(ratio) {
  if (!(ratio > 0)) return 0;
  return Math.min(100, Math.max(0, 50 + 25 * Math.log10(ratio / 1e-3)));
}

/** The bars of a histogram as one path, `width` × `height`; square roots keep small bars seen. */
export function histogramPath(counts, width, height) {
  const most = Math.sqrt(Math.max(...counts, 1));
  const wide = width / counts.length;
  return counts
    .map((count, i) => {
      const high = ((Math.sqrt(count) / most) * height).toFixed(2);
      return `M${(i * wide).toFixed(2)} ${height}v-${high}h${wide.toFixed(2)}V${height}z`;
    })
    .join("");
}
