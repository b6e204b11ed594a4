// What surrounds the board: the bar above it, what went wrong, the bar below it on a phone, and running clocks.

import { Away } from "./api.js";
import { h, icon } from "./dom.js";
import { clock, now, time, weekday, words } from "./format.js";
import { showKeys } from "./keys.js";
import { results, search } from "./search.js";

const CONNECTION = {
  live: ["Live", "Changes appear as they happen."],
  polling: ["Every few seconds", "No live connection: the board looks for changes every few seconds."],
  connecting: ["Connecting…", "The board is about to be connected."],
  away: ["Not connected", "The hotel's server does not answer."],
};

export function header(store, leave) {
  const { board } = store;
  const [state, why] = CONNECTION[connection(store)];
  return h("header.top", { key: "top" },
    h("div.brand", {}, h("img", { src: "/board/icon.svg", alt: "", width: 30, height: 30 }),
      h("div", {}, h("h1", {}, board?.hotel.name ?? "HotelMate"), h("p.muted", { data: { clock: "hotel" } }))),
    board && h("div.search", { key: "search", role: "search" },
      icon("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm5 12 4 4"),
      h("input", {
        id: "search", type: "search", placeholder: "Guest, booking, room", "aria-label": "Search guests, bookings and rooms",
        autocomplete: "off", oninput: (event) => search(store, event.target.value),
      }), h("kbd", {}, "/"), results(store)),
    h("div.who", {},
      h("span.connection", { data: { state: connection(store) }, role: "status", title: why }, h("i.dot"), state),
      board && h("span.name", { title: words(board.staff.role ?? "operator") }, h("b", {}, board.staff.name),
        h("small", {}, words(board.staff.role ?? "operator"))),
      h("button.quiet.keys", { onclick: showKeys, "aria-label": "Keyboard shortcuts", title: "Keyboard shortcuts (?)" }, "?"),
      h("button.quiet", { onclick: leave, "aria-label": "Sign out", title: "Sign out" },
        icon("M10 5H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h4m4-4 4-3-4-3m4 3H10"))));
}

const connection = (store) => (store.fault instanceof Away ? "away" : store.connection);

/** What went wrong, above everything. */
export function banner(store) {
  if (!store.fault) return null;
  const away = store.fault instanceof Away;
  return h("div.banner", { key: "banner", role: "alert" },
    h("p", {}, h("strong", {}, store.fault.message), " ",
      away && store.board ? `What you see is from ${time(store.board.now)}. ` : store.fault.hint ?? "",
      away && h("span", { data: { retry: store.retryAt } })),
    h("button", { onclick: () => store.look() }, "Try now"));
}

const SECTIONS = [
  ["desk", "Desk", "M4 19h16M6 19v-5a6 6 0 0 1 12 0v5M12 8V5M10 5h4"],
  ["rooms", "Rooms", "M4 18V7m0 8h16v3m0-3v-2a3 3 0 0 0-3-3H9v5M6.5 12a1 1 0 1 0 0-2 1 1 0 0 0 0 2"],
  ["today", "Today", "M5 7h14v12H5zM5 11h14M9 4v4m6-4v4"],
];

/** A phone's way from section to section. */
export function bottom(store) {
  const number = { desk: store.on("approvals").length + store.on("overstays").length, today: store.on("arrivals").length };
  return h("nav.bottom", { key: "bottom", "aria-label": "Sections" },
    SECTIONS.map(([name, label, path]) =>
      h("button", { onclick: () => store.set({ section: name }), "aria-current": store.section === name ? "page" : null },
        icon(path), label, number[name] > 0 && h("span.count", {}, String(number[name])))));
}

/** Let every clock and countdown on the page say what it says this second. */
export function tick() {
  for (const node of document.querySelectorAll("[data-clock]")) write(node, `${weekday(now())} · ${time(now())}`);
  for (const node of document.querySelectorAll("[data-retry]")) {
    write(node, `Trying again in ${Math.max(0, Math.ceil((node.dataset.retry - Date.now()) / 1000))} s.`);
  }
  for (const node of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(node.dataset.until) - now();
    write(node, left >= 0 ? `${clock(left)} left to decide` : `${clock(left)} overdue`);
    node.dataset.over = left < 0;
  }
  for (const node of document.querySelectorAll("[data-fills]")) {
    const [from, to] = node.dataset.fills.split("|").map(Date.parse);
    node.style.setProperty("--gone", String(Math.min(1, Math.max(0, (now() - from) / (to - from)))));
  }
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
