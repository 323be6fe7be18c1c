/** A rule walking down a surface. */

/** @returns {{thetas: number[][], parts: object[]}} where it was, from the start on, and what it paid there */
export function walk(rule, surface, start, steps, lr) {
  const theta = [...start];
  const g = new Array(start.length).fill(0);
  const thetas = [start];
  const parts = [surface.at(theta, g)];
  for (let t = 1; t <= steps; t += 1) {
    rule(theta, g, lr, t);
    parts.push(surface.at(theta, g));
    thetas.push([...theta]);
  }
  return { thetas, parts };
}
