/** What a row of the race is called: its rule, and its rate where a rule races twice. */

import { number, text } from "../../core/i18n.js";

export function namer(lab) {
  const rule = (key) => text(lab.page.extra.rules[key]);
  const name = (row, rows) => {
    const { key, lr } = rows[row];
    const twice = rows.filter((other) => other.key === key).length > 1;
    return twice ? `${rule(key)} α ${number(lr)}` : rule(key);
  };
  const short = (row, rows) => name(row, rows).replace(rule(rows[row].key), text(lab.page.extra.short[rows[row].key]));
  return { rule, name, short };
}
