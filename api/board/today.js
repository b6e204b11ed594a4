// Today's guests: who comes, who leaves, who is here.

import { h } from "./dom.js";
import { ROOM_STATUS, count, day, stay, time } from "./format.js";
import { matches } from "./search.js";

const LISTS = {
  arrivals: { title: "Arrivals", by: (b) => b.guest_name, empty: "Nobody is expected any more today.", card: arrival },
  departures: { title: "Departures", by: (b) => b.room_number, empty: "Nobody leaves today any more.", card: departure },
  in_house: { title: "In house", by: (b) => b.room_number, empty: "Nobody is in the house.", card: inHouse },
};

export function today(store) {
  const chosen = LISTS[store.list];
  const bookings = store.on(store.list, chosen.by).filter((booking) => matches(store, booking.guest_name, booking.booking_id, booking.room_number));
  return h("section.today", { key: "today", "aria-label": "Today’s guests" },
    h("div.tabs", { role: "tablist", "aria-label": "Today’s guests" },
      Object.entries(LISTS).map(([name, { title }]) =>
        h("button", {
          role: "tab", id: `tab-${name}`, "aria-selected": String(store.list === name), "aria-controls": "guests",
          onclick: () => store.set({ list: name }),
        }, title, h("span.count", {}, String(store.on(name).length))))),
    h("ul", { id: "guests", role: "tabpanel", "aria-labelledby": `tab-${store.list}` },
      bookings.map((booking) =>
        h("li", { key: `${store.list}-${booking.booking_id}` },
          h("button.item", {
            data: { entity: `booking:${booking.booking_id}`, row: "", booking: booking.booking_id },
            "aria-current": store.open?.id === booking.booking_id ? "true" : null,
            onclick: () => store.show("booking", booking.booking_id),
          }, h("span.door", { class: booking.room_number ? "" : "none" }, booking.room_number ? String(booking.room_number) : "—"),
          h("span.grow", {}, h("b", {}, booking.guest_name), h("span.muted", {}, chosen.card(booking, store))))))),
    !bookings.length && h("p.empty", { key: "none" }, store.query ? `Nobody here matches “${store.query}”.` : chosen.empty));
}

const guests = (booking) => count(booking.adults + booking.children, "guest");

function arrival(booking, store) {
  const { label } = ROOM_STATUS[booking.room_status] ?? { label: "No room yet" };
  return [
    `${booking.room_type_name} · ${count(booking.nights, "night")} · ${guests(booking)}`,
    h("span.flags", {},
      h("span.flag", { class: booking.room_status === "READY_FOR_GUEST" ? "good" : "warn" }, booking.room_number ? `Room ${label.toLowerCase()}` : label),
      booking.check_in < store.board.today && h("span.flag.bad", {}, `Expected ${day(booking.check_in)}`),
      booking.party_missing_count > 0 && h("span.flag.warn", {}, `${count(booking.party_missing_count, "name")} missing`),
      unpaid(booking) && h("span.flag", {}, "To be paid"),
      booking.special_requests && h("span.flag.info", { title: booking.special_requests }, "Request")),
  ];
}

function departure(booking) {
  return [
    `Due out at ${time(booking.checkout_deadline_at)} · ${guests(booking)}`,
    h("span.flags", {}, unpaid(booking) && h("span.flag.warn", {}, "To be paid")),
  ];
}

function inHouse(booking) {
  return `${stay(booking.check_in, booking.check_out)} · ${guests(booking)}`;
}

const unpaid = (booking) => !booking.paid_at && Number(booking.total_amount) > 0;
