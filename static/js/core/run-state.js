/** What is known of a followed run, and how each event changes it. */

export const ENDED = ["done", "stopped", "failed"];
export const ACTIVE = ["queued", "running", "paused"];
const ENDS = { stopped: "stopped" };

/** A run of which nothing is known yet. */
export const blank = (id) => ({
  id, state: "", owner: "", params: {}, title: "", position: null, waits: "", most: null, epoch: 0, reason: "", unwatched: "",
  step: 0, heard: 0, arrived: 0, keyframes: { kept: [], latest: null },
});

/** What each event says about the run itself. `heard` is the newest step of the stream so far. */
export const HEARD = {
  state(run, { state, position, reason, most }) {
    if (!run.caughtUp && !ENDED.includes(state)) return;
    Object.assign(run, { state, position: position ?? null, waits: reason ?? "", most: most ?? null });
  },
  start(run, { step, epoch }) {
    const kept = run.keyframes.kept.filter((at) => at <= step);
    const { latest } = run.keyframes;
    Object.assign(run, { epoch, heard: step });
    if (!run.caughtUp) return;
    run.step = step;
    run.keyframes = { kept, latest: latest !== null && latest > step ? (kept.at(-1) ?? null) : latest };
  },
  metrics(run, { step }) {
    run.heard = Math.max(run.heard, step);
    run.step = Math.max(run.step, step);
  },
  frame(run, { name, step, data }) {
    if (name !== "keyframe") return;
    // Of those in the history some are gone by now: the list that was asked for tells which stay.
    const stays = data.kept && run.caughtUp && step > (run.keyframes.kept.at(-1) ?? -1);
    run.heard = Math.max(run.heard, step);
    const kept = stays ? [...run.keyframes.kept, step] : run.keyframes.kept;
    run.keyframes = { kept, latest: Math.max(step, run.keyframes.latest ?? 0) };
  },
  done(run, { reason }) {
    Object.assign(run, { state: ENDS[reason] ?? "done", reason, arrived: 0 });
  },
  failed(run) {
    Object.assign(run, { state: "failed", arrived: 0 });
  },
};
