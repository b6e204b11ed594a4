// Who are you, and where do you work?

import { h } from "./dom.js";

/** The page before the board; `fault` is why the last try failed, `enter({hotel, token})` goes on. */
export function signIn({ hotel = "", fault = null, enter }) {
  return h("main.signin", { key: "signin" },
    h("form.card", {
      onsubmit: (event) => {
        event.preventDefault();
        const fields = new FormData(event.target);
        enter({ hotel: fields.get("hotel").trim(), token: fields.get("token").trim() });
      },
    },
    h("img.mark", { src: "/board/icon.svg", alt: "", width: 44, height: 44 }),
    h("h1", {}, "Good to see you"),
    h("p.muted", {}, "The front office, the rooms and today’s guests on one page."),
    h("label", {}, "Hotel",
      h("input", {
        name: "hotel", value: hotel, required: true, autocomplete: "organization", autocapitalize: "none", spellcheck: "false",
        placeholder: "harbour-view",
      })),
    h("label", {}, "Your token",
      h("input", { name: "token", type: "password", required: true, autocomplete: "off", "aria-describedby": fault && "why" })),
    fault && h("p.fault", { id: "why", role: "alert" }, h("strong", {}, fault.message), " ", fault.hint),
    h("button.primary", { type: "submit" }, "Open the board"),
    h("p.muted.small", {}, "The hotel is the word in its address; a manager issues tokens. Yours stays in this tab.")));
}
