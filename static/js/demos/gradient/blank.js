/** One line of the backward pass: code around an input, the names it may use, the verdict. */

import { h } from "../../core/dom.js";
import { fill, num, number, rich, text } from "../../core/i18n.js";
import { notice } from "../../core/notice.js";
import { WORDS } from "./words.js";

/** @param {{target: string, before: string, after: string, given: string[]}} line */
export function createBlank(lab, { target, before, after, given }) {
  const name = `exercise.${target}`;
  const input = h("input", {
    className: "value blank", type: "text", dir: "ltr", autocomplete: "off", spellcheck: false, autocapitalize: "off",
    "aria-label": `${text(WORDS.blank)} ${target}`, "aria-describedby": `names-${target} why-${target}`,
  });
  const why = h("p", { className: "error", id: `why-${target}`, hidden: true });
  const told = h("div", { role: "status" });
  const names = h("p", { className: "small quiet", id: `names-${target}` }, fill(WORDS.names), " ", ...given.flatMap((each) => [h("code", {}, each), " "]));
  const node = h("li", { "data-blank": target }, h("div", { className: "write" }, h("code", {}, before), input, h("code", {}, after)), names, why, told);
  const grow = () => { input.size = Math.min(40, Math.max(10, input.value.length + 1)); };
  input.addEventListener("input", grow);
  input.addEventListener("change", () => lab.form.set({ [name]: input.value }));

  return {
    node,
    written() {
      input.value = lab.form.get(name) ?? "";
      grow();
    },
    refuse(sentences) {
      const sentence = sentences[name];
      why.hidden = !sentence;
      why.replaceChildren(sentence ? rich(sentence) : "");
      if (sentence) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      told.hidden = Boolean(sentence);
    },
    draw(said, first) {
      node.dataset.kind = said.kind;
      if (said.kind === "empty") told.replaceChildren();
      else notice.put(told, sayingOf(lab.page.extra, target, said));
      node.querySelector(".over")?.remove();
      if (said.numpy) node.append(over(said, target, first));
    },
  };
}

function sayingOf({ verdicts, causes }, target, said) {
  const [title, text] = said.cause ? causes[said.cause.kind] : verdicts[said.kind];
  const args = {
    name: num(target), n: num("N"), on: num("on"), place: placeOf(said),
    said: num(signed(said.said, 5)), numeric: num(signed(said.numeric, 5)), factor: num(signed(said.factor, 4)),
    error: num(number(said.error, 2)), count: num(number(said.count)),
    part: num(said.cause?.part), column: num(said.cause?.column),
  };
  return { key: `blank-${target}`, tone: said.kind === "right" ? "good" : "warn", title, text, args };
}

/** The same line over whole arrays, and its number on the slide's inputs. */
function over({ numpy, first: value }, target, first) {
  const slide = first.length ? fill(WORDS.first, { inputs: listed(first), value: equal([target, value]) }) : null;
  return h("p", { className: "small over" }, num("NumPy"), ": ", h("code", {}, numpy), slide ? " · " : null, slide);
}

const signed = (value, digits) => number(value, digits).replace(/^-/, "−");
const equal = ([name, value]) => num(`${name} = ${signed(value, 4)}`);
const listed = (values) => h("span", {}, ...values.flatMap((pair, k) => [k ? text(WORDS.comma) : null, equal(pair)]));
const placeOf = ({ place, values }) => (values.length ? h("span", {}, num(place), " (", listed(values), ")") : num(place));
