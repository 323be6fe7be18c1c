/** Handlers by name. */

/** @returns {{on(name: string, handler: Function): () => void, emit(name: string, ...args: unknown[]): void}} */
export function emitter() {
  const handlers = new Map();
  return {
    on(name, handler) {
      const found = handlers.get(name) ?? new Set();
      handlers.set(name, found.add(handler));
      return () => found.delete(handler);
    },
    emit(name, ...args) {
      for (const handler of [...(handlers.get(name) ?? [])]) handler(...args);
    },
  };
}
