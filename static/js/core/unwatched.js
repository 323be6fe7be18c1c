/** The owner's choice: what becomes of the run while nobody watches. It holds for the next starts too. */

import { byId } from "./dom.js";

/**
 * @param {{run: object, actions: object}} lab
 */
export function bindUnwatched({ run, actions }) {
  const select = byId("run-unwatched");
  if (!select) return;
  const usual = select.value;
  const mine = () => run.active && run.may;

  const draw = () => {
    const asked = mine() ? run.unwatched : run.wish;
    select.value = asked || usual;
    if (!select.value) select.value = usual; // a server where no run waits
  };
  select.addEventListener("change", async () => {
    run.wish = select.value;
    if (mine()) await actions.attempt(() => run.leave(select.value));
    draw();
  });
  run.on("changed", draw);
}
