/**
 * The closed loop of everything that is dragged or watched: one request in flight, the newest
 * value wins, a pause as long as the last round trip (33 ms at least), Retry-After obeyed.
 */

const SHORTEST_MS = 33;
const BROKEN_MS = 1000; // a server in trouble is not asked thirty times a second

/**
 * @template T
 * @param {(value: T) => Promise<void>} task rejects with an error that may carry `retryAfter`
 * @param {{now?: () => number, sleep?: (ms: number) => Promise<void>, onError?: (error: Error) => void}} [options]
 * @returns {{push(value: T): void, stop(): void, idle(): Promise<void>}}
 */
export function closedLoop(task, { now = () => performance.now(), sleep = wait, onError } = {}) {
  let waiting = null;
  let stopped = false;
  let running = null;

  async function run() {
    while (waiting && !stopped) {
      const { value } = waiting;
      waiting = null;
      const began = now();
      const held = await attempt(value);
      await sleep(Math.max(SHORTEST_MS, now() - began, held));
    }
    running = null;
  }

  /** Milliseconds the server asked us to hold back. */
  async function attempt(value) {
    try {
      await task(value);
    } catch (error) {
      if (error.retryAfter) {
        waiting ??= { value };
        return error.retryAfter * 1000;
      }
      if (error.name !== "AbortError") onError?.(error);
      if (error.status === 0 || error.status >= 500) return BROKEN_MS;
    }
    return 0;
  }

  return {
    push(value) {
      waiting = { value };
      if (!stopped) running ??= run();
    },
    stop() {
      stopped = true;
      waiting = null;
    },
    idle: async () => running,
  };
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
