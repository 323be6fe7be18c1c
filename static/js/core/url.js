/** The address of the page: shell names, `run`, parameters, `v.` view values. Written without a history entry. */

const SHELL = ["lang", "theme", "embed", "hide", "room", "stream"];
const READ_ONCE = ["link"]; // a short link: what it stands for takes its place
const LONGEST = 6000;

/** What this place reads alone; others write it, such as the choice of a theme. */
const shellOf = (search) => [...new URLSearchParams(search)].filter(([name]) => SHELL.includes(name));

/**
 * One place that writes the address, so that form, view and run do not overwrite each other.
 *
 * @param {{search: string, pathname: string}} where
 * @param {(url: string) => void} replace
 */
export function createAddress(where = location, replace = (url) => history.replaceState(history.state, "", url)) {
  const given = new URLSearchParams(where.search);
  const parts = { run: {}, params: {}, view: {}, short: {} };
  for (const [name, value] of given) {
    if (SHELL.includes(name)) continue;
    if (name === "run") parts.run.run = value;
    else if (name.startsWith("v.")) parts.view[name.slice(2)] = value;
    else if (!READ_ONCE.includes(name)) parts.params[name] = value;
  }

  function query({ params = true, shell = true } = {}) {
    const view = Object.entries(parts.view).map(([name, value]) => [`v.${name}`, value]);
    return new URLSearchParams([
      ...(shell ? shellOf(where.search) : []),
      ...Object.entries(parts.run),
      ...Object.entries(parts.short),
      ...(params ? Object.entries(parts.params) : []),
      ...view,
    ]);
  }

  const url = (search) => where.pathname + (search.size ? `?${readable(search)}` : "");

  return {
    /** What the address said of a part when it was last written: "run", "params", "view". */
    part: (name) => ({ ...parts[name] }),

    /** Replace one part. A state too long for an address is left to the short link. */
    set(name, values) {
      parts[name] = { ...values };
      const whole = url(query());
      if (whole.length <= LONGEST) parts.short = {};
      replace(whole.length <= LONGEST ? whole : url(query({ params: false })));
    },

    /** The short link that stands for parameters which are too long; a reload finds them by it. */
    short(id) {
      parts.short = { link: id };
      replace(url(query({ params: false })));
    },

    /** A name that is read once and then left out, such as "link". */
    once: (name) => given.get(name),

    /** What a link to this state says, without language and theme of this reader. */
    link: () => url(query({ shell: false })),

    /** Whether the state fits an address. */
    fits: () => url(query()).length <= LONGEST,
  };
}

/** `;`, `,`, `:` and `/` may stand in a query as they are; so a link can be read. */
const readable = (search) =>
  search.toString().replaceAll("%3B", ";").replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/");
