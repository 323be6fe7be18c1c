/** A point of the plane as people write it. */

import { number } from "../core/i18n.js";

/** @param {[number, number]} place */
export const point = ([x, y], digits = 4) => `(${number(x, digits)}, ${number(y, digits)})`.replace(/-(?=[\d.])/g, "−").replace(/e−/g, "e-");
