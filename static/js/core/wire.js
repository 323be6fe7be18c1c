/** Arrays of the event stream as typed arrays. */

const KINDS = { uint8: Uint8Array, float32: Float32Array, float64: Float64Array };

/**
 * @param {{dtype: string, shape: number[], b64: string}} array
 * @returns {{dtype: string, shape: number[], values: Uint8Array|Float32Array|Float64Array}}
 */
export function decode({ dtype, shape, b64 }) {
  const bytes = Uint8Array.from(atob(b64), (letter) => letter.charCodeAt(0));
  return { dtype, shape, values: new KINDS[dtype](bytes.buffer) };
}

/** The same value with every array in it decoded; plain JSON stays what it is. */
export function decodeAll(value) {
  if (value === null || typeof value !== "object") return value;
  if (typeof value.b64 === "string" && value.dtype in KINDS) return decode(value);
  if (Array.isArray(value)) return value.map(decodeAll);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decodeAll(item)]));
}
