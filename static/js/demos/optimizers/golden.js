/** The lecture's table of three steps, computed by the engine. */

import { byId, h } from "../../core/dom.js";
import { num, number, rich, text } from "../../core/i18n.js";
import { point } from "../../terrain/point.js";
import { WORDS } from "./words.js";

const GREEK = { mu: "μ", rho: "ρ", b1: "β₁", b2: "β₂" };

export function drawGolden(lab, names) {
  byId("golden").replaceChildren(...lab.page.extra.golden.map(({ rule, lr, params, points, agrees }) => {
    const settings = [`α = ${number(lr)}`, ...Object.entries(params).map(([name, value]) => `${GREEK[name] ?? name} = ${number(value)}`)];
    const told = text(agrees ? WORDS.agrees : WORDS.differs);
    return h("tr", {}, h("th", { scope: "row" }, rich(names.rule(rule))), h("td", {}, num(settings.join(", "))),
      ...points.map((place) => h("td", { className: "n" }, num(point(place)))), h("td", { className: `verdict ${agrees ? "agree" : "differs"}` }, told));
  }));
}
