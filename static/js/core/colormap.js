/**
 * Colour maps, interpolated in OKLab (Ottosson 2020, https://bottosson.github.io/posts/oklab/),
 * where equal steps look equal; and tables that paint quantized arrays. Pure: no page needed.
 */

const TO_LMS = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const FROM_LAB = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const FROM_LMS = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

const times = (matrix, v) => matrix.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);
const linear = (s) => (s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4);
const gamma = (l) => (l <= 0.0031308 ? 12.92 * l : 1.055 * l ** (1 / 2.4) - 0.055);

/** "#0a1418, #fdfbdc" as a list of colours. */
export function stopsOf(text) {
  return text.split(",").map((stop) => stop.trim()).filter(Boolean);
}

/** "#rrggbb" in OKLab. */
export function toOklab(hex) {
  const rgb = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255));
  return times(TO_LAB, times(TO_LMS, rgb).map(Math.cbrt));
}

/** OKLab as three bytes. */
export function fromOklab(lab) {
  const rgb = times(FROM_LMS, times(FROM_LAB, lab).map((c) => c ** 3));
  return rgb.map((c) => Math.round(255 * Math.min(1, Math.max(0, gamma(Math.max(0, c))))));
}

/** `n` colours (RGBA bytes) from the first stop to the last. */
export function ramp(stops, n = 256) {
  const labs = stops.map(toOklab);
  const bytes = new Uint8ClampedArray(4 * n);
  for (let i = 0; i < n; i += 1) {
    const t = (i / (n - 1)) * (labs.length - 1);
    const k = Math.min(Math.floor(t), labs.length - 2);
    const mixed = labs[k].map((c, j) => c + (t - k) * (labs[k + 1][j] - c));
    bytes.set([...fromOklab(mixed), 255], 4 * i);
  }
  return bytes;
}

/** The number a byte stands for: 0 is `low`, 255 is `high`. */
export function dequantize(byte, low, high) {
  return low + (byte / 255) * (high - low);
}

/**
 * 256 colours for bytes quantized between `own` = [low, high], on a scale that spans `shown`.
 * With `shown` equal for two arrays their colours may be compared.
 */
export function table(colours, own, shown) {
  const last = colours.length / 4 - 1;
  const span = shown[1] - shown[0];
  const out = new Uint8ClampedArray(1024);
  for (let byte = 0; byte < 256; byte += 1) {
    const t = span > 0 ? (dequantize(byte, own[0], own[1]) - shown[0]) / span : 0;
    const at = 4 * Math.round(Math.min(1, Math.max(0, t)) * last);
    out.set(colours.subarray(at, at + 4), 4 * byte);
  }
  return out;
}

/** What a scale must span: from 0 upwards for values never negative, else as far below as above. */
export function limits(low, high) {
  if (low >= 0) return [0, high];
  const far = Math.max(-low, high);
  return [-far, far];
}
