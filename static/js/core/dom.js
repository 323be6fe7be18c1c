/** Elements without a template language: `h`, `svg`, `icon`. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * h("label", {class: "x", onclick: f}, "text", node): an element, its attributes, its children.
 * A property of that name is set; anything else becomes an attribute; null and false are left out.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node|string|number|null|undefined)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "list" && name !== "form") node[name] = value;
    else setAttribute(node, name, value);
  }
  append(node, children);
  return node;
}

/** The same for drawings: svg("path", {d: "M0 0"}). */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  append(node, children);
  return node;
}

/**
 * A drawing of `templates/_icons.html`, which every page carries once.
 *
 * @param {string} name
 * @returns {Element}
 */
export function icon(name) {
  const sheet = document.getElementById("icons");
  const found = sheet?.content.querySelector(`[data-icon="${name}"] svg`);
  return found ? found.cloneNode(true) : svg("svg", { class: "icon", "aria-hidden": "true" });
}

/** Replace an icon inside a button, keeping its words. */
export function setIcon(button, name) {
  button.querySelector("svg")?.replaceWith(icon(name));
}

/** The element of this id. */
export const byId = (id) => document.getElementById(id);

/** JSON that the server wrote into the page; {} when there is none. */
export const pageData = () => JSON.parse(byId("page-data")?.textContent ?? "{}");

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  node.setAttribute(name, value === true ? "" : value);
}

function append(node, children) {
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
}
