/** The numbers of one method at one step. */

/** @returns {object} the entries of the frame `models` at row `row` */
export function momentOf({ models, rows }, step, row) {
  const k = Math.floor(Math.min(step, rows[row].last));
  const wide = models.values.shape[1];
  const part = ({ values, shape }) => {
    const many = shape[2] ?? 1;
    const found = Array.from(values.subarray(many * (k * wide + row), many * (k * wide + row + 1)));
    return shape.length > 2 ? found : found[0];
  };
  const names = ["points", "values", "gradients", "hessians", "curvatures", "newton", "descent", "landed", "lengths", "widths", "counts"];
  return { kind: models.kinds[k][row], step: k, ...Object.fromEntries(names.map((name) => [name, part(models[name])])) };
}
