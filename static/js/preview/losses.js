/** Provisional losses while a score is dragged: the steps of `engine/loss_steps.py`, in the same order. */

import { numbersOf, turned } from "../core/table.js";

const UNITS = { e: 1, 2: Math.log(2), 10: Math.log(10) };

/**
 * @param {Record<string, string>} params texts of the form
 * @returns {object[]|null} events as the server says them; null for what it would refuse
 */
export function events(params) {
  const [scores, labels] = [numbersOf(params.scores), numbersOf(params.y)?.[0]];
  const switches = read(params);
  if (!scores || !labels || !switches || !fits(scores, labels, params)) return null;
  const table = turned(scores);
  const hinges = table.map((row, i) => hinge(row, labels[i], switches));
  const crosses = table.map((row, i) => softmax(row, labels[i], switches));
  const losses = { hinge: hinges.map(({ loss }) => loss), softmax: crosses.map(({ loss }) => loss) };
  const predicted = table.map((row) => row.indexOf(Math.max(...row)));
  const data = {
    scores, y: labels, predicted, ...losses,
    rank: table.map((row, i) => 1 + row.filter((s) => s > row[labels[i]]).length),
    accuracy: predicted.filter((k, i) => k === labels[i]).length / table.length,
    means: { hinge: mean(losses.hinge), softmax: mean(losses.softmax) },
  };
  const image = Number(params.image);
  return [["table", data], ["hinge", hinges[image]], ["softmax", crosses[image]]]
    .map(([name, said]) => ({ event: "frame", name, step: 0, data: said }));
}

function read({ margin, temperature, base, square, own, mean: averaged }) {
  const [delta, T, unit] = [Number(margin), Number(temperature), UNITS[base]];
  const good = margin !== "" && delta >= 0 && delta <= 10 && T >= 0.01 && T <= 100 && unit;
  return good && { delta, T, unit, plain: T === 1 && base === "e", square: square === "1", own: own === "1", averaged: averaged === "1" };
}

function fits(scores, labels, { image, moved }) {
  const inside = (text, most) => /^\d+$/.test(text) && Number(text) < most;
  return labels.length === scores[0].length && labels.every((y) => Number.isInteger(y) && y >= 0 && y < scores.length)
    && inside(image, labels.length) && inside(moved, scores.length);
}

function hinge(scores, y, { delta, square, own, averaged }) {
  const differences = scores.map((s) => s - scores[y] + delta);
  const clipped = differences.map((m) => Math.max(0, m));
  const margins = clipped.map((m, j) => (j === y ? (own ? delta : 0) : m));
  const costs = margins.map((m) => (square ? m * m : m));
  const share = averaged ? 1 / (own ? scores.length : Math.max(1, scores.length - 1)) : 1;
  return { scores, y, margin: delta, differences, clipped, margins, costs, loss: sum(costs) * share };
}

function softmax(scores, y, { T, unit, plain }) {
  const scaled = scores.map((s) => s / T);
  const top = Math.max(...scaled);
  const first = scaled.indexOf(top);
  const shifted = scaled.map((z) => z - top);
  const safe = shifted.map(Math.exp);
  const sums = sum(safe);
  const probabilities = safe.map((e) => e / sums);
  const loss = Math.log1p(sum(safe.map((e, j) => (j === first ? 0 : e)))) - shifted[y];
  return { y, scaled, shifted, safe, sums, probabilities, loss: plain ? loss : loss / unit };
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;
