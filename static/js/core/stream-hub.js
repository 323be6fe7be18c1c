/**
 * One EventSource for many readers. Each reader follows sources ("run.<id>") from its own position;
 * the hub opens the stream at the earliest of them and gives every reader only what is new to it.
 */

const NAMES = ["state", "start", "metrics", "frame", "note", "done", "failed"];
const LAST = ["done", "failed"];
const RETRY_MS = 2000;
const SETTLE_MS = 15; // readers that arrive together share one opening

/** Positions in an id such as `run.a@812,room.x@90`. */
export function positions(id) {
  return Object.fromEntries((id || "").split(",").filter(Boolean).map((part) => {
    const at = part.lastIndexOf("@");
    return [part.slice(0, at), Number(part.slice(at + 1))];
  }));
}

/** The status the server would answer with; 0 when it cannot be reached. */
const head = (url) => fetch(url, { method: "HEAD" }).then(({ status }) => status, () => 0);

/**
 * @param {(url: string) => EventSource} open
 * @param {{later?: Function, cancel?: Function, probe?: (url: string) => Promise<number>}} [outside]
 */
export function createHub(open, outside = {}) {
  const { later = (f, ms) => setTimeout(f, ms), cancel = (t) => clearTimeout(t), probe = head } = outside;
  /** reader -> source -> position already seen */
  const readers = new Map();
  let stream = null;
  let timer = null;
  let lost = false;

  const earliest = () => {
    const found = {};
    for (const sources of readers.values()) {
      for (const [source, seen] of sources) found[source] = Math.min(found[source] ?? seen, seen);
    }
    return found;
  };

  function reopen(ms = SETTLE_MS) {
    cancel(timer);
    timer = later(connect, ms);
  }

  function connect() {
    stream?.close();
    stream = null;
    const wanted = earliest();
    if (!Object.keys(wanted).length) return tellState(false);
    const query = new URLSearchParams(Object.keys(wanted).map((source) => ["on", source]));
    const after = Object.entries(wanted).filter(([, seen]) => seen > 0).map(([source, seen]) => `${source}@${seen}`);
    if (after.length) query.set("after", after.join(","));
    const url = `/api/events?${query}`;
    stream = open(url);
    for (const name of NAMES) stream.addEventListener(name, (event) => pass(name, event));
    stream.addEventListener("open", () => tellState(false));
    stream.addEventListener("error", () => failed(url, Object.keys(wanted)));
  }

  /** The browser reconnects by itself, with the last id; only an answer without a stream ends it. */
  async function failed(url, sources) {
    if (!Object.keys(earliest()).length) return undefined; // the server ends what is over; nobody waits
    if (stream?.readyState !== 2) return tellState(true);
    stream = null;
    const status = await probe(url);
    if (stream) return undefined;
    if (status === 204 || status === 400 || status === 404) {
      end(sources, status === 204 ? "over" : "unknown");
      return reopen(); // the server is there: no word of a lost connection may stay
    }
    tellState(true);
    return reopen(RETRY_MS);
  }

  /** Nothing more will come of these: over, or nothing the server knows. */
  function end(sources, type) {
    for (const [reader, mine] of readers) {
      for (const source of sources) if (mine.delete(source)) reader({ type, source });
    }
  }

  function tellState(isLost) {
    if (lost === isLost) return;
    lost = isLost;
    for (const reader of readers.keys()) reader({ type: isLost ? "lost" : "back" });
  }

  function pass(name, { data, lastEventId }) {
    const source = JSON.parse(data).on;
    const position = positions(lastEventId)[source];
    for (const [reader, sources] of readers) {
      if (!sources.has(source) || position <= sources.get(source)) continue;
      sources.set(source, position);
      if (LAST.includes(name)) sources.delete(source);
      reader({ type: "event", source, name, data, position });
    }
    if (LAST.includes(name) && !(source in earliest())) reopen();
  }

  return {
    /** @param {Function} reader @param {string} source @param {number} after */
    subscribe(reader, source, after) {
      const sources = readers.get(reader) ?? new Map();
      readers.set(reader, sources);
      sources.set(source, after);
      if (lost) reader({ type: "lost" });
      reopen();
    },
    unsubscribe(reader, source) {
      readers.get(reader)?.delete(source);
      if (readers.get(reader)?.size === 0) readers.delete(reader);
      reopen();
    },
    leave(reader) {
      if (readers.delete(reader)) reopen();
    },
    close() {
      readers.clear();
      cancel(timer);
      stream?.close();
      stream = null;
    },
    sources: () => Object.keys(earliest()),
  };
}
