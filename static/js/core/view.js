/** What a page shows, declared beside the parameters: read, set and followed here alone. */

import { emitter } from "./emitter.js";

const TYPED = {
  real: Number,
  integer: Number,
  seed: Number,
  flag: (text) => text === "1",
};

/**
 * @param {{name: string, type: string, default: string}[]} declared `page.view`
 * @param {Record<string, string>} asked what the address says
 * @param {(changed: Record<string, string>) => void} [kept] told what differs from the defaults
 */
export function createView(declared, asked = {}, kept = () => {}) {
  const specs = new Map(declared.map((spec) => [spec.name, spec]));
  const texts = new Map(declared.map(({ name, default: standard }) => [name, asked[name] ?? standard]));
  const told = emitter();

  const typed = (name) => (TYPED[specs.get(name).type] ?? String)(texts.get(name));
  const differing = () => Object.fromEntries([...texts].filter(([name, text]) => text !== specs.get(name).default));

  return {
    has: (name) => specs.has(name),

    /** A value in its own type: number, boolean or string. */
    get: (name) => typed(name),

    all: () => Object.fromEntries(declared.map(({ name }) => [name, typed(name)])),

    /** Texts of what differs from the defaults, as links hold them. */
    changed: differing,

    /** Texts of the defaults. */
    standard: () => Object.fromEntries(declared.map(({ name, default: standard }) => [name, standard])),

    /** Set some values; followers of each that changed are told. @param {Record<string, unknown>} values */
    set(values) {
      const names = Object.keys(values).filter((name) => specs.has(name));
      const changed = names.filter((name) => texts.get(name) !== written(values[name]));
      for (const name of changed) texts.set(name, written(values[name]));
      if (!changed.length) return;
      kept(differing());
      for (const name of changed) told.emit(name, typed(name));
    },

    /** Follow one value. @returns {() => void} how to stop */
    on: (name, handler) => told.on(name, handler),
  };
}

function written(value) {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" ? String(value).replace("e+", "e") : String(value ?? "");
}
