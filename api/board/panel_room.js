// One room: its state, who is in it, what is wrong with it, and the steps housekeeping may take.

import { actOnRoom } from "./act.js";
import { ROOM_ACTIONS, roomAction } from "./actions_room.js";
import { h } from "./dom.js";
import { ROOM_STATUS, count, day, moment, stay } from "./format.js";
import { actions, facts, waiting } from "./panel_parts.js";

export function roomPanel(store, number) {
  const room = store.board.rooms.find((one) => one.room_number === number);
  return {
    title: `Room ${number}`,
    subtitle: room?.room_type_name ?? "Not in use",
    body: room && store.detail && !store.detail.fault ? body(store, room, store.detail) : waiting(store.detail),
  };
}

function body(store, room, { actions: lines, history }) {
  const { label, sign } = ROOM_STATUS[room.room_status];
  return [
    h("p.flags", { key: "state" }, h("span.flag.state", { data: { status: room.room_status } }, h("i", { "aria-hidden": "true" }, sign), label)),
    doable(store, room, lines),
    facts([
      ["In the room", room.guest && guest(store, room.guest)],
      ["Arriving", room.arriving && guest(store, room.arriving)],
      ["Closed", room.block && [`${day(room.block.starts_on)} – ${day(room.block.ends_on)}`, h("small", {}, room.block.reason)]],
      ["Fault", room.maintenance_notes],
      ["Housekeeping", room.turnover_notes],
    ]),
    history.length > 0 && h("h3", { key: "so-far" }, "So far"),
    history.length > 0 && h("ol.history", {}, history.map((event) =>
      h("li", { key: event.id }, h("b", {}, ROOM_STATUS[event.to_status]?.label ?? "New"),
        h("span.muted", {}, `${moment(event.created_at)} · ${event.changed_by_name}`), event.note && h("small", {}, event.note)))),
  ];
}

const inOrder = (entries) => Object.values(ROOM_ACTIONS).flatMap(({ label }) => entries.get(label) ?? []);

function guest(store, holder) {
  return [
    h("button.link", { onclick: () => store.show("booking", holder.booking_id) }, holder.name),
    h("small", {}, `${stay(holder.check_in, holder.check_out)} · ${count(holder.persons, "guest")}`),
  ];
}

function doable(store, room, lines) {
  const possible = new Map();
  const refused = new Map();
  for (const line of lines) {
    const how = roomAction(line);
    if (!how) continue;
    if (line.allowed) possible.set(how.label, { how, act: () => actOnRoom(store, room, how) });
    else refused.set(how.label, { how, code: line.code, reason: line.reason });
  }
  for (const label of possible.keys()) refused.delete(label);
  return actions(inOrder(possible), inOrder(refused));
}
