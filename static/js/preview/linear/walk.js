/** A rule walking down a surface. */

/** @returns {{thetas: number[][], values: number[]}} where it was, from the start on, and how high */
export function walk(rule, surface, start, steps, lr) {
  const theta = [...start];
  const thetas = [start];
  let here = surface.at(theta);
  const values = [here.total];
  for (let t = 1; t <= steps; t += 1) {
    rule(theta, here.g, lr, t);
    here = surface.at(theta);
    thetas.push([...theta]);
    values.push(here.total);
  }
  return { thetas, values };
}
