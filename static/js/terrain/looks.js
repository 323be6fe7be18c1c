/** A colour and a dash for every row of a race: never colour alone. */

const DASHES = ["solid", "8px,4px", "2px,3.5px", "10px,3px,2px,3px", "solid", "6px,3px", "1.5px,2px", "12px,4px", "solid", "8px,2px", "3px,6px", "9px,3px,2px,3px,2px,3px"];
const DASHES_3D = ["solid", "dash", "dot", "dashdot", "solid", "dash", "dot", "longdash", "solid", "longdash", "dot", "longdashdot"]; // what Plotly has in 3-D
const SYMBOLS = ["circle", "diamond", "square", "cross", "x"];
const TONES = ["c0", "c1", "c2", "c3", "c5", "c6", "c7", "c8", "c9", "c4", "c0", "c1"];

/** @param {number} row @returns {{tone: string, colour: string, dash: string, stroke: string|null, dash3d: string, symbol: string}} */
export function look(row) {
  const dash = DASHES[row % DASHES.length];
  const tone = TONES[row % TONES.length];
  return { tone, colour: `var(--${tone})`, dash, stroke: dash === "solid" ? null : dash.replaceAll("px", ""), dash3d: DASHES_3D[row % DASHES_3D.length], symbol: SYMBOLS[row % SYMBOLS.length] };
}
