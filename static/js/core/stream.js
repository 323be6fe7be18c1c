/**
 * Follow sources of events. All tabs of a browser share one connection: through a shared worker
 * where there is one, else through the tab that leads. What was seen is never seen twice.
 */

import { joinTabs } from "./stream-leader.js";

const ALIVE_MS = 15_000;
const ways = { worker: throughWorker, tabs: throughTabs };

let link = null;
const followed = new Map(); // source -> {handlers, seen}

/**
 * @param {string} source such as "run.<id>"
 * @param {{event(name: string, data: object, position: number): void, lost?(): void, back?(): void,
 *   over?(): void, unknown?(): void}} handlers
 * @param {number} [after] position already seen
 * @returns {() => void} how to stop
 */
export function subscribe(source, handlers, after = 0) {
  followed.set(source, { handlers, seen: after });
  link ??= connect();
  link.post({ type: "subscribe", source, after });
  return () => {
    if (followed.get(source)?.handlers !== handlers) return;
    followed.delete(source);
    link.post({ type: "unsubscribe", source });
  };
}

function connect() {
  const asked = new URLSearchParams(location.search).get("stream"); // tests choose the way by name
  const way = asked in ways ? asked : typeof SharedWorker === "function" ? "worker" : "tabs";
  const made = ways[way](hear);
  addEventListener("pagehide", () => made.leave());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  return made;
}

function hear({ type, source, name, data, position }) {
  if (type === "hello") return follow();
  if (type === "lost" || type === "back") {
    for (const { handlers } of followed.values()) handlers[type]?.();
    return undefined;
  }
  const found = followed.get(source);
  if (!found) return undefined;
  if (type !== "event") return found.handlers[type]?.();
  if (position <= found.seen) return undefined;
  found.seen = position;
  return found.handlers.event(name, JSON.parse(data), position);
}

/** A new worker or leader knows nothing of us: say what we follow and how far we are. */
function follow() {
  for (const [source, { seen }] of followed) link?.post({ type: "subscribe", source, after: seen });
}

function throughWorker(heard) {
  const worker = new SharedWorker(new URL("../stream-worker.js", import.meta.url), { type: "module", name: "lab-stream" });
  worker.onerror = () => {
    link = throughTabs(heard);
    follow();
  };
  worker.port.onmessage = ({ data }) => heard(data);
  const timer = setInterval(() => worker.port.postMessage({ type: "alive" }), ALIVE_MS);
  return {
    post: (message) => worker.port.postMessage(message),
    leave() {
      clearInterval(timer);
      worker.port.postMessage({ type: "leave" });
    },
  };
}

function throughTabs(heard) {
  return joinTabs({ open: (url) => new EventSource(url) }, heard);
}
