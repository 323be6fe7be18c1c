/** What the reader sees: pictures are asked for only while they are on the screen. */

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
    { rootMargin: "0px" },
  );
  nodes.filter(Boolean).forEach((node) => eye.observe(node));
  return {
    get now() {
      return seen.size > 0;
    },
  };
}
