// The room rack: every room with its state, who is in it and who comes next.

import { h } from "./dom.js";
import { ROOM_STATUS, count, minutes, short, stay } from "./format.js";
import { matches } from "./search.js";

export function rack(store) {
  const { rooms } = store.board;
  const shown = rooms.filter((room) => store.rooms === "ALL" || room.room_status === store.rooms);
  const late = new Map(store.on("overstays").map((booking) => [booking.room_number, booking]));
  return h("section.rack", { key: "rack", "aria-label": "Rooms" },
    h("div.head", {}, h("h2", {}, "Rooms"), occupancy(rooms)),
    h("div.legend", { role: "group", "aria-label": "Show rooms by state" }, legend(store, rooms)),
    floors(shown).map(([floor, ones]) =>
      h("div.floor", { key: `floor-${floor}` },
        h("h3", {}, floor ? `Floor ${floor}` : "Ground floor"),
        h("div.rooms", { data: { grid: "rooms" } }, ones.map((room) => cell(store, room, late.get(room.room_number)))))),
    !shown.length && h("p.empty", { key: "none" }, "No room stands at this state."));
}

function occupancy(rooms) {
  const occupied = rooms.filter((room) => room.guest).length;
  const ready = rooms.filter((room) => room.room_status === "READY_FOR_GUEST").length;
  return h("p.occupancy", {},
    h("span.bar", { "aria-hidden": "true", vars: { share: rooms.length ? occupied / rooms.length : 0 } }),
    h("b", {}, `${occupied} of ${rooms.length}`), " occupied", h("span.muted", {}, ` · ${ready} ready`));
}

function legend(store, rooms) {
  const chip = (status, label, number) =>
    h("button.chip", {
      data: { status }, "aria-pressed": String(store.rooms === status), disabled: !number && store.rooms !== status,
      onclick: () => store.set({ rooms: store.rooms === status ? "ALL" : status }),
    }, h("i.swatch", { "aria-hidden": "true" }), label, h("b", {}, String(number)));
  return [
    chip("ALL", "All", rooms.length),
    ...Object.entries(ROOM_STATUS).map(([status, { label }]) =>
      chip(status, label, rooms.filter((room) => room.room_status === status).length)),
  ];
}

/** [floor, rooms] by the hundreds of the number. */
function floors(rooms) {
  const byFloor = new Map();
  for (const room of rooms) {
    const floor = Math.floor(room.room_number / 100);
    byFloor.set(floor, [...(byFloor.get(floor) ?? []), room]);
  }
  return [...byFloor];
}

function cell(store, room, late) {
  const { label, sign } = ROOM_STATUS[room.room_status];
  const { guest, arriving, block } = room;
  const leaves = guest && guest.check_out <= store.board.today;
  return h("button.room", {
    key: `room-${room.room_number}`,
    data: { status: room.room_status, entity: `room:${room.room_number}`, row: "" },
    class: matches(store, room.room_number, guest?.name, arriving?.name, guest?.booking_id, arriving?.booking_id) ? "" : "dimmed",
    "aria-current": store.open?.kind === "room" && store.open.id === room.room_number ? "true" : null,
    onclick: () => store.show("room", room.room_number),
  },
  h("span.line", {}, h("b.number", {}, String(room.room_number)), h("span.type", { title: room.room_type_name }, room.room_type_code),
    h("span.state", {}, h("i", { "aria-hidden": "true" }, sign), label)),
  guest
    ? [h("span.guest", {}, guest.name), h("span.dates", {}, stay(guest.check_in, guest.check_out))]
    : h("span.guest.nobody", {}, quiet(room)),
  h("span.flags", {},
    late && h("span.flag.bad", {}, `${minutes(late.overstay_minutes)} late`),
    leaves && !late && h("span.flag.warn", {}, "Leaves today"),
    arriving && h("span.flag.info", { title: `${arriving.name}, ${count(arriving.persons, "guest")}` }, `→ ${arriving.name}`),
    block && h("span.flag", { title: block.reason }, `Closed until ${short(block.ends_on)}`),
    room.maintenance_priority === "HIGH" && h("span.flag.bad", {}, "High priority")));
}

function quiet(room) {
  if (room.room_status === "MAINTENANCE_REQUIRED" || room.room_status === "OUT_OF_ORDER") {
    return room.maintenance_notes.split("\n").at(-1) || "Not in service";
  }
  return room.arriving ? `Kept for ${stay(room.arriving.check_in, room.arriving.check_out)}` : "Vacant";
}
