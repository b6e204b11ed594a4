// How each action on a booking is asked for: its name on the button, its key, its address, and what it needs to know. Whether it is
// possible is not said here: the API does, action by action.
//
// fields: {name, label, type, required, value, options, as}; type is text, long, date, number, money or select; options
// and about may be promises; `as` turns what was entered into what is sent. `override` is the field that lets a supervisor
// act against the refusals in `against`; `body` makes the request's body where that is not just the fields.

import { count, day, money, stay } from "./format.js";

const rooms = async (store, booking) => {
  const { available_rooms: free } = await store.hotel.get(`room-bookings/${booking.booking_id}/available-rooms/`);
  return free
    .filter((room) => room.room_number !== booking.room_number)
    .map((room) => [room.id, `${room.room_number} · ${room.room_type}`]);
};
const reason = (label) => ({ name: "reason", label, type: "text", required: true });

export const BOOKING_ACTIONS = {
  approve_booking: {
    label: "Approve", key: "a", tone: "primary", path: "approve", fields: [],
    about: (booking) => `${booking.guest_name} is told that the booking is confirmed. ${booking.terms === "PAY_AT_PROPERTY"
      ? "The stay is paid at the desk." : `${money(booking.total_amount, booking.currency)} is charged.`}`,
  },
  check_in: {
    label: "Check in", key: "i", tone: "primary", path: "check-in", fields: [],
    about: (booking) => `${booking.guest_name} gets room ${booking.room_number} until ${day(booking.check_out)}.`,
    override: { name: "override_reason", label: "Why it is all right", type: "text", required: true },
    against: ["CHECKIN_TOO_EARLY", "CHECKIN_WRONG_DATE", "CHECKIN_TOO_LATE"],
  },
  check_out: {
    label: "Check out", key: "o", tone: "primary", path: "check-out", fields: [],
    about: (booking) => `${booking.guest_name} leaves room ${booking.room_number}; housekeeping is told.`,
    override: { name: "open_balance_note", label: "Why the balance stays open", type: "text", required: true },
    against: ["OPEN_BALANCE"],
  },
  assign_room: {
    label: "Assign a room", key: "r", tone: "primary", path: "safe-assign-room",
    about: (booking) => `${booking.room_type_name}, ${stay(booking.check_in, booking.check_out)}, ${count(booking.adults + booking.children, "guest")}.`,
    fields: [
      { name: "room_id", label: "Room", type: "select", required: true, as: Number, options: rooms, none: "No room of this type is free and ready." },
      { name: "notes", label: "Note", type: "text" },
    ],
  },
  decline_booking: {
    label: "Decline", key: "d", tone: "danger", path: "decline",
    about: (booking) => `${booking.guest_name} is told, and the money goes back.`,
    fields: [
      { name: "reason_code", label: "Reason", type: "select", required: true, options: () => [
        ["NO_AVAILABILITY", "No room after all"], ["GUEST_DETAILS", "The guest’s details will not do"], ["OTHER", "Another reason"]] },
      { name: "reason_note", label: "Note", type: "long" },
    ],
  },
  record_property_payment: {
    label: "Take a payment", key: "p", path: "property-payment",
    fields: [
      { name: "amount", label: "Amount", type: "money", required: true, value: (booking) => booking.payment.open_balance },
      { name: "reference", label: "Receipt number", type: "text" },
    ],
  },
  record_property_refund: {
    label: "Give money back", path: "property-refund",
    about: (booking) => `${money(booking.payment.refund_due_at_desk, booking.currency)} that was paid at the desk is due to ${booking.guest_name}.`,
    fields: [
      { name: "amount", label: "Amount", type: "money", required: true, value: (booking) => booking.payment.refund_due_at_desk },
      { name: "reference", label: "Receipt number", type: "text" },
    ],
  },
  extend_stay: {
    label: "Extend the stay", key: "e", path: "overstay/extend",
    fields: [{ name: "new_checkout_date", label: "New day of departure", type: "date", required: true, value: (booking) => next(booking.check_out), min: (booking) => next(booking.check_out) }],
  },
  move_room: {
    label: "Move to another room", key: "m", path: "move-room",
    fields: [
      { name: "to_room_id", label: "New room", type: "select", required: true, as: Number, options: rooms, none: "No room of this type is free and ready." },
      reason("Why they move"),
    ],
  },
  swap_rooms: {
    label: "Swap rooms", path: "swap-rooms",
    fields: [
      { name: "other_booking_id", label: "With whom", type: "select", required: true, none: "Nobody else who arrives has a room of this type.",
        options: (store, booking) => store.on("arrivals")
          .filter((other) => other.room_number && other.booking_id !== booking.booking_id && other.room_type_code === booking.room_type_code)
          .map((other) => [other.booking_id, `${other.room_number} · ${other.guest_name}`]) },
      reason("Why they swap"),
    ],
  },
  unassign_room: { label: "Take the room away", path: "unassign-room", fields: [], about: (booking) => `Room ${booking.room_number} is free for others again.` },
  amend_booking: {
    label: "Change the booking", path: "amend",
    about: () => "The price is worked out anew.",
    fields: [
      { name: "check_in", label: "Arrival", type: "date", required: true, value: (booking) => booking.check_in },
      { name: "check_out", label: "Departure", type: "date", required: true, value: (booking) => booking.check_out },
      { name: "adults", label: "Adults", type: "number", as: Number, required: true, value: (booking) => booking.adults },
      { name: "children", label: "Children", type: "number", as: Number, required: true, value: (booking) => booking.children },
    ],
  },
  update_companions: {
    label: "Name the party", key: "n", path: "party/companions", method: "PUT",
    about: (booking) => `${count(booking.adults + booking.children - 1, "person", "people")} besides ${booking.guest_name}, one name a line.`,
    fields: [{ name: "names", label: "Who comes along", type: "long", value: (booking) => booking.party.companions.map(({ full_name: name }) => name).join("\n") }],
    body: ({ names = "" }, booking) => ({ companions: names.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => companion(line, booking)) }),
  },
  acknowledge_overstay: {
    label: "Answer the overstay", path: "overstay/acknowledge",
    fields: [
      { name: "dismiss", label: "What it is", type: "select", as: (value) => value === "none", options: () => [["known", "We know, and see to it"], ["none", "It is no overstay"]] },
      { name: "note", label: "Note", type: "text", required: true },
    ],
  },
  send_precheckin_link: {
    label: "Send the pre-check-in link", path: "send-precheckin-link", fields: [],
    about: (booking) => `To ${booking.primary_email}; earlier links stop working.`,
  },
  undo_check_in: { label: "Undo the check-in", tone: "danger", path: "undo-check-in", fields: [reason("What went wrong")] },
  mark_no_show: {
    label: "No-show", tone: "danger", path: "no-show", fields: [],
    about: (booking) => `${booking.guest_name} did not come. The booking ends, and its no-show fee is charged.`,
  },
  cancel_booking: {
    label: "Cancel the booking", key: "x", tone: "danger", path: "cancel", fields: [reason("Reason")],
    about: async (booking, store) => {
      const { cancellation_preview: cost } = await store.hotel.get(`room-bookings/${booking.booking_id}/cancel/`);
      return cost ? `Fee ${money(cost.fee_amount, booking.currency)}, refund ${money(cost.refund_amount, booking.currency)}. ${cost.description}` : "";
    },
  },
};

/** Done by opening the booking. */
export const SILENT_ACTIONS = ["mark_booking_seen"];

/** "Robin van Dyk" as the party's API wants it; the id of whoever is there already stays. */
function companion(line, booking) {
  const known = booking.party.companions.find(({ full_name: name }) => name === line);
  const [first, ...last] = line.split(/\s+/);
  return { ...(known && { id: known.id }), first_name: first, last_name: last.join(" ") };
}

function next(date) {
  const at = new Date(`${date}T00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}
