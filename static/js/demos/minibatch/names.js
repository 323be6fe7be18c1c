/** How lanes are called and drawn. */

import { count, text } from "../../core/i18n.js";
import { WORDS } from "./words.js";

/** "8", or "full" where a batch is all there is. */
export const sizeName = ({ batch, full }) => (full ? text(WORDS.full) : count(batch));

/** "B = 8" at the end of a line. */
export const lineName = (lane) => (lane.full ? text(WORDS.full) : `B = ${count(lane.batch)}`);
