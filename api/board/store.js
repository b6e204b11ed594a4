// What the board knows: the last snapshot of the house, what is open and chosen, and how well we are connected.

import { Away, Problem } from "./api.js";
import { keepTime } from "./format.js";

const CALM = 250; // milliseconds between two looks at the house, however much happens

/** The state of the page. `changed(entities)` is called after every change, with what is new in the house. */
export class Store {
  constructor(hotel, changed) {
    this.hotel = hotel;
    this.changed = changed;
    this.ready = new Promise((shown) => { this.#shown = shown; }); // once there is something to show
    this.board = null; // the last answer of read_board
    this.fault = null; // Away or Problem of the last look
    this.retryAt = null; // when the next look is, while away
    this.connection = "connecting"; // connecting, live, polling
    this.section = "desk"; // desk, rooms, today: what a phone shows
    this.list = "arrivals"; // which of today's lists
    this.rooms = "ALL"; // a room status, or ALL
    this.query = "";
    this.found = null; // what a search at the server brought
    this.open = null; // {kind: "booking", id} or {kind: "room", id}
    this.opening = null; // until that has come
    this.detail = null; // the open booking or room as the API tells it
  }

  #shown;
  #failures = 0;
  #looking = null;
  #again = false;
  #timer = null;

  /** Change fields and show it. */
  set(fields) {
    Object.assign(this, fields);
    this.changed([]);
  }

  /** Look at the house: at once, or right after a look that is on its way. */
  look() {
    if (this.#looking) {
      this.#again = true;
      return this.#looking;
    }
    clearTimeout(this.#timer);
    this.#looking = this.#look().finally(async () => {
      this.#looking = null;
      if (!this.#again) return;
      this.#again = false;
      this.#timer = setTimeout(() => this.look(), CALM);
    });
    return this.#looking;
  }

  async #look() {
    try {
      const next = await this.hotel.get("board/");
      const news = this.board ? differences(this.board, next) : [];
      keepTime(next.hotel.timezone, next.now);
      Object.assign(this, { board: next, fault: null, retryAt: null });
      this.#failures = 0;
      this.changed(news);
      this.#shown();
      if (this.open && (this.detail === null || news.includes(`${this.open.kind}:${this.open.id}`))) await this.refreshDetail();
    } catch (fault) {
      if (!(fault instanceof Away || fault instanceof Problem)) throw fault;
      this.fault = fault;
      if (fault instanceof Away) {
        const wait = Math.min(1000 * 2 ** this.#failures++, 15_000);
        this.retryAt = Date.now() + wait;
        this.#timer = setTimeout(() => this.look(), wait);
      }
      this.changed([]);
    }
  }

  /** Open a booking or a room in the side panel; null closes it. */
  async show(kind, id) {
    this.set({ open: kind ? { kind, id } : null, detail: null });
    this.opening = kind ? this.refreshDetail() : null;
    await this.opening;
  }

  async refreshDetail() {
    const { kind, id } = this.open;
    const detail = await (kind === "booking" ? this.#booking(id) : this.#room(id)).catch((fault) => ({ fault }));
    if (detail.fault && !(detail.fault instanceof Away || detail.fault instanceof Problem)) throw detail.fault;
    if (this.open?.kind === kind && this.open.id === id) this.set({ detail });
  }

  async #booking(id) {
    const booking = await this.hotel.get(`room-bookings/${encodeURIComponent(id)}/`);
    if (booking.is_new_for_staff && booking.allowed_actions.mark_booking_seen?.allowed) {
      const seen = await this.hotel.act(`room-bookings/${encodeURIComponent(id)}/mark-seen/`);
      Object.assign(booking, seen);
      this.look();
    }
    return { booking };
  }

  async #room(number) {
    const room = this.board.rooms.find((one) => one.room_number === number);
    const [actions, history] = await Promise.all([
      this.hotel.get(`rooms/${number}/allowed-actions/`),
      this.hotel.get(`housekeeping/rooms/${room.id}/status-history/?limit=6`).catch((fault) => {
        if (fault instanceof Problem) return { status_history: [] }; // not everybody may read it
        throw fault;
      }),
    ]);
    return { actions, history: history.status_history };
  }

  /** Whether whoever signed in holds a capability. */
  may(capability) {
    return this.board.staff.capabilities.includes(capability);
  }

  /** Bookings on one of the lists the server puts them on, sorted by what `by` says of each. */
  on(list, by) {
    const rows = this.board.bookings.filter((booking) => booking.lists.includes(list));
    return by ? rows.sort((one, other) => (by(one) < by(other) ? -1 : by(one) > by(other) ? 1 : 0)) : rows;
  }
}

// What time alone changes is no news.
const TIMED = new Set(["overstay_minutes"]);
const text = (entity) => JSON.stringify(entity, (key, value) => (TIMED.has(key) ? undefined : value));

/** "room:204", "booking:BK-…" of everything that is new or different. */
function differences(before, after) {
  const news = [];
  const compare = (kind, key, old, next) => {
    const known = new Map(old.map((entity) => [entity[key], text(entity)]));
    for (const entity of next) if (known.get(entity[key]) !== text(entity)) news.push(`${kind}:${entity[key]}`);
    const still = new Set(next.map((entity) => entity[key]));
    for (const gone of known.keys()) if (!still.has(gone)) news.push(`${kind}:${gone}`);
  };
  compare("room", "room_number", before.rooms, after.rooms);
  compare("booking", "booking_id", before.bookings, after.bookings);
  return news;
}
