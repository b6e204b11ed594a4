// An action from the button to its outcome: ask for what it needs, send it, show what the hotel says.

import { attempt, Away, Problem } from "./api.js";
import { dialog } from "./dialog.js";

/** Do an action on the open booking. `how` is from BOOKING_ACTIONS; `overrides`: against a refusal, with a reason. */
export function actOnBooking(store, booking, how, overrides = false) {
  const fields = overrides ? [...how.fields, how.override] : how.fields;
  return run(store, booking, { ...how, fields }, `room-bookings/${encodeURIComponent(booking.booking_id)}/${how.path}/`, booking.guest_name);
}

/** Do an action on a room. `how` is from ROOM_ACTIONS. */
export function actOnRoom(store, room, how) {
  const path = how.path ? `rooms/${room.room_number}/${how.path}/` : `housekeeping/rooms/${room.id}/status/`;
  return run(store, room, how, path, `Room ${room.room_number}`);
}

async function run(store, entity, how, path, title) {
  const key = attempt(); // the same for every try of this attempt
  const send = async (values) => {
    const body = how.body ? how.body(values, entity) : { ...how.sends, ...values };
    const answer = await store.hotel.act(path, Object.keys(body).length ? body : undefined, { key, method: how.method });
    say(answer.message ?? `${how.label}: done.`);
    await store.look();
    await store.refreshDetail?.();
  };
  if (!how.direct) return dialog({ title: how.label, subject: title, how, store, entity, send });
  try {
    await send({});
  } catch (fault) {
    if (!(fault instanceof Problem || fault instanceof Away)) throw fault;
    say(`${fault.message} ${fault.code ? `(${fault.code})` : ""}`, "bad");
  }
  return undefined;
}

/** Tell what happened, in the corner and to screen readers. */
export function say(text, tone = "good") {
  const place = document.getElementById("said");
  const line = document.createElement("p");
  line.className = tone;
  line.textContent = text;
  place.append(line);
  setTimeout(() => line.remove(), tone === "bad" ? 9000 : 4500);
}
