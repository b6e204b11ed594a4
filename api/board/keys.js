// The board by keyboard.

import { h } from "./dom.js";
import { clear } from "./search.js";

const KEYS = [
  ["/", "Search"], ["j k ↓ ↑", "Next, previous line"], ["← →", "Between rooms"], ["Enter", "Open"], ["Esc", "Close, clear the search"],
  ["1 2 3", "Front desk, rooms, today’s guests"], ["g a · g d · g h", "Arrivals, departures, in house"],
  ["a d i o r …", "The letter on a button of what is open"], ["?", "This list"],
];
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const LISTS = { a: "arrivals", d: "departures", h: "in_house" };
const SECTIONS = ["desk", "rack", "today"];
let going = false; // after g

export function handleKeys(store) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "Escape") escape(store, event);
    else if (typing && event.key === "ArrowDown") step(event, 1, document.querySelector(".results"));
    else if (!typing) press(store, event);
  });
}

function escape(store, event) {
  if (store.query || store.found || event.target.id === "search") {
    clear(store);
    event.target.blur();
  } else if (store.open) close(store);
}

function close(store) {
  const { kind, id } = store.open;
  store.show(null);
  document.querySelector(`[data-row][data-entity="${CSS.escape(`${kind}:${id}`)}"]`)?.focus();
}

function press(store, event) {
  const { key } = event;
  if (going && LISTS[key]) {
    going = false;
    store.set({ list: LISTS[key], section: "today" });
    focusFirst(document.querySelector(".today"));
  } else if (key === "g") going = true;
  else if (key === "/") focusSearch(event);
  else if (key === "?") showKeys();
  else if (STEPS[key]) step(event, STEPS[key]);
  else if (key === "ArrowLeft" || key === "ArrowRight") sideways(event, key === "ArrowRight" ? 1 : -1);
  else if (["1", "2", "3"].includes(key)) section(store, Number(key) - 1);
  else hotkey(store, event);
  if (key !== "g") going = false;
}

function focusSearch(event) {
  event.preventDefault();
  document.getElementById("search")?.focus();
}

function section(store, nth) {
  store.set({ section: ["desk", "rooms", "today"][nth] });
  focusFirst(document.querySelector(`.${SECTIONS[nth]}`));
}

const focusFirst = (place) => place?.querySelector("[data-row]")?.focus();

/** To the next line of the list one is in; in the rack, to the room below. */
function step(event, by, place = event.target.closest("section, .results")) {
  event.preventDefault();
  const rows = [...(place ?? document.querySelector(".desk")).querySelectorAll("[data-row]")];
  const here = rows.indexOf(event.target);
  if (here >= 0 && event.target.closest("[data-grid]")) below(rows, event.target, by)?.focus();
  else (rows[here + by] ?? (here < 0 ? rows[0] : null) ?? document.querySelector("[data-row]"))?.focus();
}

/** The nearest room in the row below (or above). */
function below(rooms, from, by) {
  const { left, top } = from.getBoundingClientRect();
  const distance = (room) => {
    const box = room.getBoundingClientRect();
    return (box.top - top) * by > 4 ? Math.abs(box.top - top) * 10 + Math.abs(box.left - left) : Infinity;
  };
  const nearest = rooms.reduce((best, room) => (distance(room) < distance(best) ? room : best), from);
  return nearest === from ? null : nearest;
}

function sideways(event, by) {
  if (!event.target.closest("[data-grid]")) return;
  event.preventDefault();
  const rooms = [...document.querySelectorAll(".room")];
  rooms[rooms.indexOf(event.target) + by]?.focus();
}

/** A letter on a button of the panel; for a line that has the focus, of what it would open. */
async function hotkey(store, { key, target }) {
  if (!/^[a-z]$/.test(key)) return;
  const line = target.closest("[data-row][data-entity]");
  const [kind, id] = line?.dataset.entity.split(/:(.*)/s) ?? [];
  if (line && `${store.open?.kind}:${store.open?.id}` !== line.dataset.entity) {
    await store.show(kind, kind === "room" ? Number(id) : id);
  }
  await store.opening;
  document.querySelector(`.panel [data-hotkey="${key}"]`)?.click();
}

export function showKeys() {
  const box = h("dialog.shortcuts", { "aria-labelledby": "asked" },
    h("form", { method: "dialog" }, h("h2", { id: "asked" }, "Keys"),
      h("dl.facts", {}, KEYS.map(([keys, what]) => h("div", {}, h("dt", {}, keys.split(" ").map((key) => (key === "·" ? " " : h("kbd", {}, key)))), h("dd", {}, what)))),
      h("div.buttons", {}, h("button.primary", {}, "Close"))));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
