// What is open, beside the board: one booking or one room, and what may be done with it.

import { h, icon } from "./dom.js";
import { bookingPanel } from "./panel_booking.js";
import { roomPanel } from "./panel_room.js";

export function panel(store) {
  const { kind, id } = store.open;
  const { title, subtitle, body } = kind === "booking" ? bookingPanel(store, id) : roomPanel(store, id);
  return h("aside.panel", { key: `${kind}-${id}`, "aria-labelledby": "opened", data: { entity: `${kind}:${id}` } },
    h("header", {},
      h("div.grow", {}, h("h2", { id: "opened", tabindex: "-1" }, title), h("p.muted", {}, subtitle)),
      h("button.quiet", { onclick: () => store.show(null), "aria-label": "Close", title: "Close (Esc)" }, icon("M6 6l12 12M18 6 6 18"))),
    h("div.content", {}, body));
}
