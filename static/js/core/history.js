/** Undo and redo of a page's whole state, (params, view). Quick edits of one thing are one step. */

const MERGED_MS = 600; // nudges by the keyboard and a view value set along with a parameter
const MOST = 200;

/**
 * @param {{read(): {params: object, view: object}, write(state: object): void, told?(): void, now?(): number}} page
 *   `write` brings a state back; `told` hears that what can be undone has changed
 */
export function createHistory({ read, write, told = () => {}, now = () => performance.now() }) {
  let present = read();
  let past = [];
  let future = [];
  let last = { at: -Infinity, what: "" };
  let moving = false;

  function move(from, to) {
    if (!from.length) return;
    to.push(present);
    present = from.pop();
    last = { at: -Infinity, what: "" };
    moving = true;
    try {
      write(present);
    } finally {
      moving = false;
    }
    told();
  }

  return {
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },

    /** The page may have changed. @param {string} what names edited together, to merge quick ones */
    note(what = "") {
      const state = read();
      if (moving || same(state, present)) return;
      const merged = what === last.what && now() - last.at < MERGED_MS && past.length;
      if (!merged) past = [...past.slice(1 - MOST), present];
      future = [];
      present = state;
      last = { at: now(), what };
      told();
    },

    /** Start anew: what is shown now cannot be undone. */
    clear() {
      [present, past, future] = [read(), [], []];
      told();
    },

    undo: () => move(past, future),
    redo: () => move(future, past),
  };
}

const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = ({ params, view }) => [params, view].map((part) => Object.entries(part).sort());
