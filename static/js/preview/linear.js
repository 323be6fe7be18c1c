/** Provisional walks while something is dragged: the sums of `engine/linear/`, in the same order. */

import { numbersOf } from "../core/table.js";
import { curve, kept } from "./linear/curve.js";
import { objective } from "./linear/objective.js";
import { report } from "./linear/report.js";
import { RULES } from "./linear/rules.js";
import { plain } from "./linear/plain.js";
import { walk } from "./linear/walk.js";

const SIDES = ["first", "second"];
const MOST_STEPS = 1000;
const MOST_WORK = 200_000; // scores of a frame: what a phone does within one
// Dividing by a mean of squares magnifies the last bit, in which the exponentials of two machines may differ.
const SENSITIVE = ["rmsprop", "adam"];
const TIDY = [1.1, 1.65, 2.2, 3.3, 5.5, 7.7];
const [ROOM, TALL] = [0.96, 0.84];

/**
 * @param {Record<string, string>} params texts of the form
 * @returns {object[]|null} events as the server says them; null for what it cannot read or is too much
 */
export function events(params) {
  const asked = read(params);
  if (!asked) return null;
  const { points, W, b, lr, strength, steps, back, rule } = asked;
  const start = [...W.flat(), ...b];
  const told = { step: kept(steps) };
  const frames = {};
  for (const side of SIDES) {
    const surface = objective({ loss: params[side], points, classes: W.length, pull: strength });
    const walked = walk(rule(), surface, start, steps, lr);
    frames[side] = report(surface, walked.thetas[steps - back]);
    told[side] = curve(surface, walked);
  }
  const x = points.map((row) => row.slice(0, 2));
  const factor = params.rule === "sgd" ? 1 - lr * strength : null;
  const data = { x, y: points.map((row) => row[2]), bound: bound(x), step: steps - back, last: steps, factor };
  return Object.entries({ data, ...frames, curve: told }).map(([name, said]) => ({ event: "frame", name, step: 0, data: plain(said) }));
}

/** Numbers of the form where they fit one another; `strength` is what multiplies W in the gradient. */
function read(params) {
  const [points, W] = [numbersOf(params.points), numbersOf(params.W)];
  const b = numbersOf(params.b)?.[0];
  const [lr, lambda, steps, back] = ["lr", "strength", "steps", "back"].map((name) => numbersOf(params[name])?.[0][0]);
  const fits = points && W && b && W.length > 1 && W.length < 6 && W[0].length === 2 && b.length === W.length
    && points.every(([, , y], i) => points[i].length === 3 && Number.isInteger(y) && y >= 0 && y < W.length);
  const made = whole(steps, MOST_STEPS) && whole(back, steps) && lr > 0 && lambda >= 0;
  const known = SIDES.some((side) => params[side] === "softmax") && SENSITIVE.includes(params.rule) ? null : RULES[params.rule];
  const rule = known && (() => known((name) => Number(params[`rule.${name}`]))); // each walk has a memory of its own
  if (!fits || !made || !rule || 2 * steps * points.length * W.length > MOST_WORK) return null;
  return { points, W, b, lr, strength: params.penalty === "slide" ? lambda * 2 : lambda, steps, back, rule };
}

const whole = (value, most) => Number.isInteger(value) && value >= 0 && value <= most;

/** Half the width of a picture that holds every point. */
function bound(x) {
  const across = Math.max(...x.map(([first]) => Math.abs(first)));
  const far = Math.max(across, Math.max(...x.map(([, second]) => Math.abs(second))) / TALL) / ROOM;
  if (far <= TIDY[0]) return TIDY[0];
  const power = 10 ** Math.floor(Math.log10(far / TIDY[0]));
  return TIDY.map((f) => f * power).find((half) => half >= far) ?? 10 * TIDY[0] * power;
}
