/** The exact numbers of one step: from the answer, or asked for where a long race sent none. */

import { closedLoop } from "../core/loop.js";
import { decodeAll } from "../core/wire.js";

/** @param {object} lab @param {() => void} came told when numbers that were asked for are there */
export function createMoment(lab, came) {
  let asked = null; // of the answer that is shown
  let further = [];

  const loop = closedLoop(async (step) => {
    const answer = lab.frames.exact;
    const params = { ...lab.form.changed(), at: String(step) };
    const { events } = await lab.api.post(`/api/demos/${lab.key}/events`, { params });
    const found = events.find(({ event, name }) => event === "frame" && name === "exact");
    if (answer !== lab.frames.exact) return;
    further = [...further.slice(-3), decodeAll(found.data)];
    came();
  }, { onError() {} });

  const holds = (exact, step) => step >= exact.from && step < exact.from + exact.values.shape[0];

  /** The exact frame that holds `step` and the next one; null while it is asked for. */
  function around(step) {
    const { exact, race } = lab.frames;
    if (asked !== exact) {
      asked = exact;
      further = [];
    }
    const last = Math.min(step + 1, race.total);
    const found = [exact, ...further].find((one) => holds(one, step) && holds(one, last));
    if (!found && moment.asking) loop.push(step);
    return found ?? null;
  }

  const moment = {
    /** Whether numbers that are not here are asked for: not while a race plays past them. */
    asking: true,

    /** Numbers of row `row` at `step`, and those of the next step; null while they are not known. */
    at(step, row) {
      const exact = around(step);
      if (!exact) return null;
      const k = step - exact.from;
      const next = step < lab.frames.race.total ? k + 1 : null;
      return { ...numbers(exact, k, row), next: next === null ? null : numbers(exact, next, row) };
    },
  };
  return moment;
}

function numbers({ points, values, gradients, slots, moves }, k, row) {
  const rows = values.shape[1];
  const pair = ({ values: all }) => Array.from(all.subarray(2 * (k * rows + row), 2 * (k * rows + row) + 2));
  const memory = (slot) => Array.from(slots.values.subarray(4 * (k * rows + row) + 2 * slot, 4 * (k * rows + row) + 2 * slot + 2));
  return { point: pair(points), value: values.values[k * rows + row], gradient: pair(gradients), move: pair(moves), slots: [memory(0), memory(1)] };
}
