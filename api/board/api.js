// Requests to the hotel. A refusal is a Problem with the server's own words; no answer at all is Away.

export class Problem extends Error {
  /** `body` is application/problem+json: detail for people, code for programs, hint for what to do. */
  constructor(status, body) {
    super(body.detail || body.message || `The server answered ${status}.`);
    this.status = status;
    this.code = body.code || String(status);
    this.hint = body.hint || "";
    this.field = body.field || "";
    this.body = body;
  }
}

export class Away extends Error {
  constructor() {
    super("The hotel's server does not answer.");
  }
}

const PATIENCE = 15_000; // milliseconds

/** What a member of staff may ask of one hotel. Every method raises Problem or Away. */
export class Hotel {
  constructor({ hotel, token }) {
    this.slug = hotel;
    this.token = token;
    this.base = `/api/staff/hotel/${encodeURIComponent(hotel)}/`;
  }

  get(path) {
    return this.#send("GET", path);
  }

  /** `key` makes an attempt that is sent twice take effect once. */
  act(path, body, { key, method = "POST" } = {}) {
    return this.#send(method, path, body, key);
  }

  async #send(method, path, body, key) {
    const headers = { Authorization: `Token ${this.token}`, Accept: "application/json" };
    if (key) headers["Idempotency-Key"] = key;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    return await ask(this.base + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }
}

/** The JSON at an address of this server. */
export async function ask(address, request = {}) {
  let response;
  try {
    response = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...request });
  } catch {
    throw new Away();
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  if (response.status === 503) throw new Away();
  throw new Problem(response.status, body);
}

/** A key for one attempt. */
export function attempt() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
