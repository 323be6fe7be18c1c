/** The shared worker: one stream for every tab of this browser. See core/stream-hub.js. */

import { createHub } from "./core/stream-hub.js";

const hub = createHub((url) => new EventSource(url));
// Tabs say that they live every 15 s (once a minute when hidden); a crashed one does not say goodbye.
const SILENT_MS = 150_000;
const ports = new Map();

globalThis.onconnect = ({ ports: [port] }) => {
  const reader = (said) => port.postMessage(said);
  ports.set(port, Date.now());
  port.onmessage = ({ data }) => {
    if (!ports.has(port)) port.postMessage({ type: "hello" });
    ports.set(port, Date.now());
    if (data.type === "subscribe") hub.subscribe(reader, data.source, data.after);
    else if (data.type === "unsubscribe") hub.unsubscribe(reader, data.source);
    else if (data.type === "leave") leave(port, reader);
  };
  port.reader = reader;
  port.postMessage({ type: "hello" });
};

setInterval(() => {
  for (const [port, heard] of ports) if (Date.now() - heard > SILENT_MS) leave(port, port.reader);
}, 15_000);

function leave(port, reader) {
  hub.leave(reader);
  ports.delete(port);
}
