/** The server's JSON interface. Every failure is an ApiError with a sentence for the reader. */

import { lang, text } from "./i18n.js";

const UNREACHABLE = ["The server cannot be reached.", "دسترسی به کارساز ممکن نیست."];

/** What the server refused: `fields` and `refusals` by parameter name, `retryAfter` in seconds. */
export class ApiError extends Error {
  constructor(status, said, retryAfter) {
    super(said.message ?? text(UNREACHABLE));
    this.status = status;
    this.error = said.error ?? "unreachable";
    this.fields = said.fields ?? {};
    this.refusals = said.refusals ?? {};
    this.nearest = said.nearest;
    this.retryAfter = retryAfter;
  }
}

/** Body and answer as JSON; throws ApiError. */
async function call(method, path, body, { signal } = {}) {
  const address = new URL(path, location.origin);
  if (method !== "GET" || !/\/look$/.test(address.pathname)) address.searchParams.set("lang", lang);
  const asked = { method, signal, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    asked.headers["Content-Type"] = "application/json";
    asked.body = JSON.stringify(body);
  }
  return read(await send(address, asked));
}

async function send(address, asked) {
  try {
    return await fetch(address, asked);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, {});
  }
}

async function read(response) {
  if (response.status === 204) return null;
  let said = {};
  try {
    said = await response.json();
  } catch {
    if (response.ok) throw new ApiError(response.status, {});
  }
  if (response.ok) return said;
  throw new ApiError(response.status, said, Number(response.headers.get("Retry-After")) || undefined);
}

export const api = {
  /** @param {string} path @param {{signal?: AbortSignal}} [options] */
  get: (path, options) => call("GET", path, undefined, options),
  post: (path, body, options) => call("POST", path, body, options),
  patch: (path, body, options) => call("PATCH", path, body, options),
  del: (path, options) => call("DELETE", path, undefined, options),

  /** Upload a file as it is; `type` is its media type. */
  async upload(path, file, type) {
    const address = new URL(path, location.origin);
    address.searchParams.set("lang", lang);
    return read(await send(address, { method: "POST", body: file, headers: { "Content-Type": type } }));
  },
};
