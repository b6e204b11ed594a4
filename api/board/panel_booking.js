// One booking: who, when, where, the money, and the buttons that are its allowed actions.

import { actOnBooking } from "./act.js";
import { BOOKING_ACTIONS } from "./actions.js";
import { h } from "./dom.js";
import { RISK, count, day, moment, money, words } from "./format.js";
import { actions, facts, waiting } from "./panel_parts.js";

export function bookingPanel(store, id) {
  const booking = store.detail?.booking;
  const known = booking ?? store.board.bookings.find((one) => one.booking_id === id);
  return {
    title: known?.guest_name ?? id,
    subtitle: booking ? `${id} · ${booking.confirmation_number}` : id,
    body: booking ? body(store, booking) : waiting(store.detail),
  };
}

function body(store, booking) {
  return [
    h("p.flags", { key: "state" }, state(booking)),
    clocks(booking),
    doable(store, booking),
    facts([
      ["Stay", [`${day(booking.check_in)} – ${day(booking.check_out)}`, h("small", {}, count(booking.nights, "night"))]],
      ["Room", room(store, booking)],
      ["Party", party(booking)],
      ["Booked by", booking.booker_type !== "SELF" && [booking.booker_summary, h("small", {}, words(booking.booker_type))]],
      ["Contact", [booking.primary_email, h("small", {}, booking.primary_phone)]],
      ["Wishes", booking.special_requests],
      ["Notes", booking.internal_notes],
    ]),
    purse(booking),
    h("h3", { key: "so-far" }, "So far"),
    facts(history(booking)),
  ];
}

function state(booking) {
  const risk = booking.approval_risk_level !== "OK" ? booking.approval_risk_level : booking.overstay_risk_level;
  return [
    h("span.flag.strong", {}, words(booking.status)),
    booking.status === "CONFIRMED" && h("span.flag", { class: booking.stay_status === "IN_HOUSE" ? "good" : "" }, words(booking.stay_status)),
    risk !== "OK" && h("span.flag", { class: risk === "DUE_SOON" || risk === "GRACE" ? "warn" : "bad" }, RISK[risk]),
  ];
}

function clocks(booking) {
  if (booking.status !== "PENDING_APPROVAL" || !booking.approval_deadline_at) return null;
  return h("p.countdown", { key: "clock", data: { level: booking.approval_risk_level } },
    h("b", { data: { until: booking.approval_deadline_at } }),
    booking.approval_cutoff_at && h("small", {}, `Ends undecided ${moment(booking.approval_cutoff_at)}`));
}

function doable(store, booking) {
  const possible = [];
  const refused = [];
  for (const [name, how] of Object.entries(BOOKING_ACTIONS)) {
    const { allowed, reason, hint, code } = booking.allowed_actions[name] ?? {};
    if (allowed) possible.push({ how, act: () => actOnBooking(store, booking, how) });
    else if (code) {
      const may = how.against?.includes(code) && store.may("booking.override.supervise");
      refused.push({ how, code, reason: forPeople(reason, hint), instead: may && (() => actOnBooking(store, booking, how, true)) });
    }
  }
  return actions(possible, refused);
}

// A hint that names something of the API is for programs.
const forPeople = (reason, hint) => (hint && !hint.includes("_") ? `${reason} ${hint}` : reason);

function room(store, booking) {
  if (!booking.room_number) return [booking.room_type_name, h("small", {}, "No room assigned yet")];
  return [
    h("button.link", { onclick: () => store.show("room", booking.room_number) }, String(booking.room_number)),
    ` ${booking.room.room_type_name}`,
    h("small", {}, words(booking.room.room_status)),
  ];
}

function party(booking) {
  const names = [booking.party.primary, ...booking.party.companions].filter(Boolean).map((member) => member.full_name);
  const missing = booking.party_missing_count;
  return [
    names.join(", "),
    h("small", {}, [count(booking.adults, "adult"), booking.children > 0 && count(booking.children, "child", "children"),
      missing > 0 && `${count(missing, "name")} missing`].filter(Boolean).join(" · ")),
  ];
}

function purse(booking) {
  const { payment, currency } = booking;
  const sum = (amount) => amount && Number(amount) ? money(amount, currency) : null;
  return h("section.money", { key: "money" },
    h("p.total", {}, h("b", {}, money(booking.total_amount, currency)), h("span", {}, words(booking.terms))),
    facts([
      ["Blocked", sum(payment?.authorized)],
      ["Charged", sum(payment?.captured)],
      ["Released", sum(payment?.released)],
      ["Refunded", sum(payment?.refunded)],
      ["Disputed", sum(payment?.disputed)],
      ["Extensions to pay", sum(payment?.unpaid_extensions)],
      ["Fee", sum(booking.cancellation_fee ?? booking.no_show_fee)],
      ["To pay", booking.allowed_actions.record_property_payment?.allowed ? sum(payment?.open_balance) : null],
      ["To give back", sum(payment?.refund_due_at_desk)],
      ["At the provider", payment?.pending?.length ? payment.pending.map(words).join(", ") : null],
    ]));
}

function history(booking) {
  const at = (instant, ...more) => instant && [moment(instant), h("small", {}, more.filter(Boolean).join(" "))];
  return [
    ["Asked", at(booking.created_at)],
    ["Paid", at(booking.paid_at)],
    ["Seen", at(booking.staff_seen_at, booking.staff_seen_by_display?.name)],
    [booking.status === "DECLINED" ? "Declined" : "Decided", at(booking.decision_at, booking.decision_by, booking.decline_reason_note)],
    ["Expired", at(booking.expired_at, booking.auto_expire_reason_code && words(booking.auto_expire_reason_code))],
    ["Cancelled", at(booking.cancelled_at, booking.cancellation_reason)],
    ["No-show", at(booking.no_show_at)],
    ["Pre-check-in", at(booking.precheckin_submitted_at)],
    ["Room assigned", at(booking.room_assigned_at)],
    ["Checked in", at(booking.checked_in_at)],
    ["Checked out", at(booking.checked_out_at)],
  ];
}
