// One field that finds: it narrows what is on the board while one types, and asks the hotel for every other booking.

import { Away, Problem } from "./api.js";
import { h } from "./dom.js";
import { stay, words } from "./format.js";

const PAUSE = 250; // milliseconds without a key before the hotel is asked
let timer = null;

export function search(store, text) {
  clearTimeout(timer);
  store.set({ query: text.trim(), found: null });
  if (text.trim().length < 2) return;
  timer = setTimeout(async () => {
    const query = store.query;
    const answer = await store.hotel
      .get(`room-bookings/?page_size=8&q=${encodeURIComponent(query)}`)
      .catch((fault) => {
        if (fault instanceof Away || fault instanceof Problem) return { results: [], fault };
        throw fault;
      });
    if (query === store.query) store.set({ found: answer });
  }, PAUSE);
}

/** Whether one of the words is what is looked for; everything is when nothing is. */
export function matches(store, ...wordsOf) {
  const query = store.query.toLowerCase();
  return !query || wordsOf.some((word) => String(word ?? "").toLowerCase().includes(query));
}

/** What the hotel found, under the field. */
export function results(store) {
  if (!store.found) return null;
  const { results: bookings, fault } = store.found;
  return h("ul.results", { key: "results", "aria-label": "Bookings found" },
    bookings.map((booking) =>
      h("li", { key: booking.booking_id },
        h("button", { data: { row: "" }, onclick: () => leave(store, booking.booking_id) },
          h("b", {}, booking.guest_name), h("span.muted", {}, booking.booking_id),
          h("span.muted", {}, `${stay(booking.check_in, booking.check_out)} · ${words(booking.status)}`)))),
    !bookings.length && h("li.muted", {}, fault ? fault.message : "No booking matches."));
}

function leave(store, id) {
  clear(store);
  store.show("booking", id);
}

export function clear(store) {
  const field = document.getElementById("search");
  if (field) field.value = "";
  clearTimeout(timer);
  if (store.query || store.found) store.set({ query: "", found: null });
}
