/** What the reader sees and chooses: pictures are asked for only while they are on the screen. */

/** Calls `changed` when one of `nodes` comes into sight; `now` says whether any is. */
export function sight(nodes, changed) {
  const seen = new Set();
  const eye = new IntersectionObserver(
    (entries) => {
      const before = seen.size;
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target);
        else seen.delete(target);
      }
      if (seen.size && !before) changed();
    },
    { rootMargin: "160px" },
  );
  nodes.filter(Boolean).forEach((node) => eye.observe(node));
  return {
    get now() {
      return seen.size > 0;
    },
  };
}

/** Arrow keys inside `node` are its own: the run bar, which has the same, does not hear them. */
export function keepArrows(node) {
  node.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) event.stopPropagation();
  });
}

/** A group of choices of the view as buttons of which one is pressed in (radios). */
export function fillChoices(lab, node, h) {
  const name = node.dataset.choices;
  keepArrows(node);
  const declared = lab.page.view.find((field) => field.name === name);
  for (const { key, label } of declared.options) {
    const input = h("input", { type: "radio", name: `view-${name}`, value: key });
    input.checked = lab.view.get(name) === key;
    input.addEventListener("change", () => lab.view.set({ [name]: key }));
    lab.view.on(name, (value) => (input.checked = value === key));
    node.append(h("label", {}, input, h("span", {}, lab.text(label))));
  }
}
