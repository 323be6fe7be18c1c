/** Pictures of a run at one step, asked for again whenever the step or the question changes. */

import { closedLoop } from "./loop.js";
import { decodeAll } from "./wire.js";

const SHARE = 8; // live pictures of one kind may take one eighth of the time
const LONGEST_PAUSE = 2000; // ms

/** The kept step nearest to `step`; null when nothing is kept. */
export function nearest(steps, step) {
  if (!steps.length) return null;
  return steps.reduce((best, at) => (Math.abs(at - step) < Math.abs(best - step) ? at : best));
}

/**
 * @param {{api: object, run: object, view: object}} lab
 */
export function createLook({ api, run, view }) {
  const watchers = new Set();

  /** The step that pictures show: the one scrubbed to, else the newest; null when there is none. */
  function shown() {
    const { kept, latest } = run.keyframes;
    const asked = view.has("step") ? view.get("step") : "";
    if (asked === "" || asked >= latest) return latest;
    return nearest(latest === null ? kept : [...kept, latest], Number(asked));
  }

  async function look(ask, { signal, step = shown() } = {}) {
    if (!run.id || !run.epoch || step === null) return null; // before its start nothing is sure
    const { id, epoch } = run;
    const query = new URLSearchParams({ ...ask, step: String(step), v: String(epoch) });
    try {
      const { events } = await api.get(`/api/runs/${encodeURIComponent(id)}/look?${query}`, { signal });
      const frames = events.filter(({ event }) => event === "frame");
      // The server may answer with the nearest step that is still kept; the frames say which.
      return { run: id, step: frames[0]?.step ?? step, frames: Object.fromEntries(frames.map(({ name, data }) => [name, decodeAll(data)])) };
    } catch (error) {
      if (error.nearest === undefined || error.nearest === step) throw error;
      return look(ask, { signal, step: error.nearest });
    }
  }

  function watch(ask, show, failed) {
    let last = "";
    let rested = 0;
    let timer = null;
    async function task() {
      const wanted = document.hidden ? null : ask();
      const key = JSON.stringify([run.id, run.epoch, shown(), wanted]);
      if (!wanted || !run.epoch || key === last) return;
      const began = performance.now();
      const found = await look(wanted);
      if (!found || found.run !== run.id) return;
      last = key;
      show(found);
      const now = performance.now();
      rested = now + Math.min(LONGEST_PAUSE, SHARE * (now - began));
    }
    const loop = closedLoop(task, { onError: failed });
    const refresh = () => loop.push(null);

    /** There are newer weights: look at them when the last look has been paid for. */
    function follow() {
      timer ??= setTimeout(() => {
        timer = null;
        refresh();
      }, Math.max(0, rested - performance.now()));
    }

    /** Another run: what was paid for the pictures of the one before does not count. */
    function begin() {
      clearTimeout(timer);
      [rested, timer] = [0, null];
      refresh();
    }
    const watcher = { refresh, follow, begin, close: () => (loop.stop(), watchers.delete(watcher)) };
    watchers.add(watcher);
    watcher.refresh();
    return watcher;
  }

  const refresh = () => watchers.forEach((watcher) => watcher.refresh());
  run.on("pictures", () => watchers.forEach((watcher) => watcher.follow()));
  for (const sign of ["attach", "start"]) run.on(sign, () => watchers.forEach((watcher) => watcher.begin()));
  view.on("step", refresh);
  document.addEventListener("visibilitychange", refresh);
  return { look, watch, shown };
}
