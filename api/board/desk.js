// What waits for the front desk: requests with their clocks, guests who should have left, arrivals whose room is taken.

import { h } from "./dom.js";
import { RISK, count, day, minutes, moment, money, stay, time } from "./format.js";

export function desk(store) {
  const requests = store.on("approvals", (booking) => booking.approval_deadline_at ?? "");
  const overstays = store.on("overstays", (booking) => booking.checkout_deadline_at);
  const risky = store.on("at_risk");
  const fresh = store.on("new").filter((booking) => !booking.lists.includes("approvals"));
  const nothing = !(requests.length || overstays.length || risky.length || fresh.length);
  return h("section.desk", { key: "desk", "aria-label": "Front desk" },
    h("div.head", {}, h("h2", {}, "Front desk"),
      requests.length > 0 && h("p.muted", {}, `${count(requests.length, "request")}, ${unseen(requests)} new`)),
    nothing && h("div.nothing", { key: "nothing" }, h("b", {}, "Nothing waits for you"),
      h("p", {}, "New requests, guests who stay too long and arrivals without a free room appear here by themselves.")),
    group(store, "Requests", requests, request),
    group(store, "Overstays", overstays, overstay),
    group(store, "Arrivals at risk", risky, atRisk),
    group(store, "New bookings", fresh, newBooking));
}

const unseen = (requests) => requests.filter((booking) => booking.is_new_for_staff).length;

function group(store, title, bookings, card) {
  if (!bookings.length) return null;
  return h("div.group", { key: title }, h("h3", {}, title, h("span.count", {}, String(bookings.length))),
    h("ul", { "aria-label": title }, bookings.map((booking) =>
      h("li", { key: `${title}-${booking.booking_id}` },
        h("button.item", {
          data: { entity: `booking:${booking.booking_id}`, row: "", booking: booking.booking_id },
          "aria-current": store.open?.id === booking.booking_id ? "true" : null,
          onclick: () => store.show("booking", booking.booking_id),
        }, card(booking))))));
}

function request(booking) {
  const level = booking.approval_risk_level;
  return [
    h("span.line", {}, h("b.grow", {}, booking.guest_name), booking.is_new_for_staff && h("span.flag.new", {}, "New"),
      h("b", {}, money(booking.total_amount, booking.currency))),
    h("span.muted", {}, [booking.room_type_name, stay(booking.check_in, booking.check_out), count(booking.nights, "night"),
      count(booking.adults + booking.children, "guest")].join(" · ")),
    booking.approval_deadline_at && h("span.countdown", { data: { level } },
      h("span.line", {},
        h("span.grow", { data: { until: booking.approval_deadline_at } }),
        RISK[level] && h("span.flag", { class: level === "DUE_SOON" ? "warn" : "bad" }, RISK[level])),
      h("span.bar", { "aria-hidden": "true", data: { fills: `${booking.created_at}|${booking.approval_deadline_at}` } }),
      booking.approval_cutoff_at && h("small", {}, `Ends undecided ${moment(booking.approval_cutoff_at)}`)),
  ];
}

function overstay(booking) {
  const level = booking.overstay_risk_level;
  return [
    h("span.line", {}, h("b.grow", {}, `${booking.room_number} · ${booking.guest_name}`),
      h("span.flag", { class: level === "GRACE" ? "warn" : "bad" }, RISK[level])),
    h("span.muted", {}, level === "GRACE"
      ? `Due out at ${time(booking.checkout_deadline_at)}`
      : `Due out ${moment(booking.checkout_deadline_at)} · ${minutes(booking.overstay_minutes)} past the grace`),
  ];
}

function atRisk(booking) {
  const { name, check_out: until } = booking.room_is_still_taken_by;
  return [
    h("span.line", {}, h("b.grow", {}, booking.guest_name), h("span.flag.bad", {}, `Room ${booking.room_number} taken`)),
    h("span.muted", {}, `${name} is still in, booked until ${until === booking.check_in ? "today" : day(until)}`),
  ];
}

function newBooking(booking) {
  return [
    h("span.line", {}, h("b.grow", {}, booking.guest_name), h("span.flag.new", {}, "New"),
      h("b", {}, money(booking.total_amount, booking.currency))),
    h("span.muted", {}, [booking.room_type_name, stay(booking.check_in, booking.check_out), count(booking.nights, "night")].join(" · ")),
  ];
}
