/**
 * Tabs without a shared worker: one of them leads and holds the stream, the others follow through a
 * BroadcastChannel. The leader beats every second; when it falls silent, the first to claim leads.
 */

import { createHub } from "./stream-hub.js";

const BEAT_MS = 1000;
const SILENT_MS = 2600;
const CLAIM_MS = 250;

/**
 * A reader's connection with the same messages as a port of the shared worker.
 *
 * @param {{open: Function, channel?: BroadcastChannel, id?: string, probe?: Function}} outside
 * @param {(said: object) => void} hear
 */
export function joinTabs({ open, channel = new BroadcastChannel("lab-stream"), id = newId(), probe }, hear) {
  let leader = null; // id of the tab that leads
  let term = 0;
  let heard = Date.now();
  let hub = null;
  let claim = null;
  const readers = new Map(); // follower id -> reader in our hub, while we lead

  const say = (message) => channel.postMessage({ from: id, term, ...message });
  const readerOf = (other) => {
    if (!readers.has(other)) {
      readers.set(other, other === id ? hear : (said) => say({ type: "said", to: other, said }));
    }
    return readers.get(other);
  };

  function lead() {
    claim = null;
    leader = id;
    hub = createHub(open, probe ? { probe } : {});
    say({ type: "beat" });
    hear({ type: "hello" });
  }

  function follow(other, itsTerm) {
    const isNew = leader !== other;
    stepDown(itsTerm);
    leader = other;
    if (isNew) hear({ type: "hello" });
  }

  function stepDown(itsTerm) {
    clearTimeout(claim);
    claim = null;
    hub?.close();
    hub = null;
    readers.clear();
    [leader, term, heard] = [null, itsTerm, Date.now()];
  }

  function stand() {
    if (claim) return;
    term += 1;
    leader = null;
    say({ type: "claim" });
    claim = setTimeout(lead, CLAIM_MS);
  }

  /** Of two claims the later term wins, of the same term the smaller id. */
  const beats = (message) => message.term > term || (message.term === term && message.from < id);

  const act = (message) => {
    const reader = readerOf(message.from);
    if (message.type === "subscribe") hub.subscribe(reader, message.source, message.after);
    else if (message.type === "unsubscribe") hub.unsubscribe(reader, message.source);
    else if (message.type === "leave") {
      hub.leave(reader);
      readers.delete(message.from);
    }
  };

  channel.onmessage = ({ data }) => {
    if (data.type === "beat" && (beats(data) || leader === data.from)) follow(data.from, data.term);
    else if (data.type === "beat" && leader === id) say({ type: "beat" });
    else if (data.type === "claim" && beats(data)) stepDown(data.term);
    else if (data.type === "claim" && hub) say({ type: "beat" });
    else if (data.type === "bye" && data.from === leader) stand();
    else if (data.type === "said" && data.to === id && data.from === leader) hear(data.said);
    else if (hub && ["subscribe", "unsubscribe", "leave"].includes(data.type)) act(data);
  };

  const timer = setInterval(() => {
    if (hub) say({ type: "beat" });
    else if (Date.now() - heard > SILENT_MS) stand();
  }, BEAT_MS);
  stand();

  return {
    post: (message) => (hub ? act({ ...message, from: id }) : say(message)),
    leave() {
      clearInterval(timer);
      clearTimeout(claim);
      say(hub ? { type: "bye" } : { type: "leave" });
      hub?.close();
      channel.close();
    },
    leads: () => hub !== null,
  };
}

/** Random letters; `crypto.randomUUID` does not exist where the page came over plain HTTP. */
const newId = () => [...crypto.getRandomValues(new Uint32Array(3))].map((n) => n.toString(36)).join("");
