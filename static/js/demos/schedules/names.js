/** What a row is called: its schedule, and its numbers where a schedule runs twice. */

import { number, text } from "../../core/i18n.js";

export function namer(lab) {
  const called = (labels) => (row, rows) => {
    const { key, numbers } = rows[row];
    const twice = rows.filter((other) => other.key === key).length > 1;
    return twice ? `${text(labels[key])} ${numbers.map((value) => number(value)).join(" · ")}` : text(labels[key]);
  };
  const { schedules, short } = lab.page.extra;
  return { name: called(schedules), short: called(short) };
}
