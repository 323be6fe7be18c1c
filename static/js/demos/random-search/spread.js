/** How many tries had which loss, as bars; the engine counts. */

import { byId, svg } from "../../core/dom.js";
import { fixed } from "../../core/i18n.js";

const [WIDE, HIGH, GAP] = [480, 96, 2];
const LEAST = 2; // height of a bar of one try: the luckiest must be seen

/** Draw a histogram {counts, low, high} into #spread; nothing for none. */
export function drawSpread(histogram) {
  const counts = histogram?.counts ?? [];
  const most = Math.max(1, ...counts);
  const step = WIDE / Math.max(1, counts.length);
  byId("spread").replaceChildren(...counts.map((count, i) => {
    const height = count && Math.max(LEAST, ((HIGH - 4) * count) / most);
    return svg("rect", { x: i * step + GAP / 2, y: HIGH - height, width: step - GAP, height });
  }));
  for (const end of ["low", "high"]) {
    document.querySelector(`[data-spread=${end}]`).textContent = histogram ? fixed(histogram[end], 2) : "";
  }
}
