/** One followed run: its state, its events, and what its owner may do with it. */

import { emitter } from "./emitter.js";
import { ACTIVE, blank, ENDED, HEARD } from "./run-state.js";
import { subscribe } from "./stream.js";

const KEYFRAMES_MS = 600; // the list of keyframes is asked for again at most this often

/**
 * @param {{api: object, demo: string, follow?: Function, later?: Function}} outside
 * @returns the `lab.run` of page.js; `on(name, handler)` hears "attach", "changed", "pictures", "lost",
 *   "back", "unknown", "computed" (after the last event of an answer) and every event of the stream, frames also as "frame.<name>"
 */
export function createRun({ api, demo, follow = subscribe, later = setTimeout }) {
  const told = emitter();
  let unfollow = () => {};
  let asking = null;
  let presenter = false;
  const path = () => `/api/runs/${encodeURIComponent(run.id)}`;

  const run = {
    ...blank(""),
    demo,
    wish: "", // what becomes of runs started here while nobody watches
    on: told.on,
    get ended() { return ENDED.includes(run.state); },
    get active() { return ACTIVE.includes(run.state); },
    get may() { return run.owner === "me" || (presenter && run.active); },
    /** Whether the history has been replayed up to where the run was when we came. */
    get caughtUp() { return run.heard >= run.arrived; },

    /** A new run with `params`, followed at once. Throws ApiError. @returns {Promise<string>} its id */
    async begin(params, { state, steps } = {}) {
      const asked = { demo, params, ...(state && { state }), ...(steps && { steps }), ...(run.wish && { unwatched: run.wish }) };
      const made = await api.post("/api/runs", asked);
      await run.attach(made.id);
      return made.id;
    },

    pause: () => command("pause"),
    resume: () => command("resume"),
    stop: () => command("stop"),
    advance: (steps) => command("step", { steps }),

    /** Choose what becomes of it while nobody watches: "wait", "train" or "stop". Throws ApiError. */
    async leave(unwatched) {
      take(await api.patch(path(), { unwatched }));
    },

    /** Change live parameters. Throws ApiError. */
    async change(params) {
      if (run.id) take(await api.patch(path(), { params }));
    },

    /** Follow another run, from its beginning; "" follows none. Throws ApiError. */
    async attach(id) {
      const said = id ? await api.get(`/api/runs/${encodeURIComponent(id)}`) : null;
      unfollow();
      Object.assign(run, blank(id));
      if (said) {
        Object.assign(run, { arrived: said.step, state: said.state, position: said.position, waits: said.reason, most: said.most });
        take(said);
        await readKeyframes();
      }
      told.emit("attach", said);
      told.emit("changed");
      if (said) listen(id);
      return said;
    },

    /** Ask again what the run's parameters are. */
    async refresh() {
      if (run.id) take(await api.get(path()));
      return run.params;
    },

    /** The events of an answer, as if they had been streamed from a run without an id. */
    replay(events) {
      Object.assign(run, blank(""));
      told.emit("attach", null);
      for (const { event, ...data } of events) hear(event, data);
      told.emit("computed");
    },

    setPresenter(is) {
      presenter = is;
      told.emit("changed");
    },
  };

  async function command(name, more = {}) {
    take(await api.patch(path(), { command: name, ...more }));
  }

  /** What an answer says about the run. Its state changes by the stream alone: an answer may be older. */
  function take({ id, owner, params, title, step, unwatched }) {
    if (id !== run.id) return;
    Object.assign(run, { owner, params, title, unwatched, step: Math.max(run.step, step) });
    told.emit("changed");
  }

  async function readKeyframes() {
    const { id } = run;
    const found = await api.get(`${path()}/keyframes`).catch(() => null);
    if (!found || run.id !== id) return;
    const latest = Math.max(found.latest ?? -1, found.steps.at(-1) ?? -1, run.keyframes.latest ?? -1);
    run.keyframes = { kept: found.steps, latest: latest < 0 ? null : latest };
    told.emit("pictures");
  }

  function askKeyframes() {
    if (!run.id) return;
    asking ??= later(() => {
      asking = null;
      readKeyframes();
    }, KEYFRAMES_MS);
  }

  function listen(id) {
    const mine = (handler) => (...args) => run.id === id && handler(...args);
    const pass = (name) => mine(() => told.emit(name));
    const handlers = { event: mine(hear), lost: pass("lost"), back: pass("back"), unknown: mine(gone) };
    unfollow = follow(`run.${id}`, { ...handlers, over: pass("changed") });
  }

  /** It was deleted: nothing of it runs, and its buttons begin another. */
  function gone() {
    run.state = "stopped";
    told.emit("unknown");
    told.emit("changed");
  }

  function hear(name, data) {
    const before = run.heard;
    HEARD[name]?.(run, data);
    told.emit(name, data, before);
    if (name === "frame") told.emit(`frame.${data.name}`, data.data, data);
    if (name === "start" || (name === "frame" && data.name === "keyframe")) {
      if (name === "start" || data.data.kept) askKeyframes();
      told.emit("pictures");
    }
    if (name !== "frame") told.emit("changed");
  }

  return run;
}
