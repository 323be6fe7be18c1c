/** A state too long for an address gets a short link, so that a reload finds it again. */

import { closedLoop } from "./loop.js";

const SETTLED_MS = 800; // a drag is over

/**
 * @param {{api: object, key: string, form: object, view: object, address: object, names: string[], run: object}} lab
 */
export function keepLong({ api, key, form, view, address, names, run }) {
  const loop = closedLoop(async () => {
    const { id } = await api.post("/api/links", { demo: key, params: form.changed(), view: view.changed() });
    if (!address.fits()) address.short(id);
  }, { onError: () => {} }); // what is refused is said where it is computed
  let timer = null;
  function keep() {
    clearTimeout(timer);
    if (!address.fits()) timer = setTimeout(() => loop.push(null), SETTLED_MS);
  }
  run.on("computed", keep);
  for (const name of names) view.on(name, keep);
}
