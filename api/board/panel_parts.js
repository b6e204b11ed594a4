// What panels are made of.

import { h } from "./dom.js";

/** Buttons for what is possible, and below them what is not, with the reason in words. */
export function actions(possible, refused) {
  return h("section.actions", { key: "actions", "aria-label": "Actions" },
    h("div.buttons", {}, possible.map(({ how, act }, index) =>
      h("button", { key: how.label, class: how.tone === "primary" && index > 0 ? "" : how.tone ?? "", data: { hotkey: how.key ?? "" }, "aria-keyshortcuts": how.key, onclick: act },
        how.label, how.key && h("kbd", { "aria-hidden": "true" }, how.key)))),
    !possible.length && h("p.muted", {}, "Nothing to do here now."),
    refused.length > 0 && h("details", { key: "refused" }, h("summary", {}, `Not possible now (${refused.length})`),
      h("ul.refused", {}, refused.map(({ how, reason, code, instead }) =>
        h("li", { key: how.label },
          h("button", { "aria-disabled": "true", title: reason, "aria-describedby": named(how) }, how.label),
          h("span", { id: named(how) }, reason, " ", h("code", {}, code)),
          instead && h("button.link", { onclick: instead }, "Do it all the same…"))))));
}

const named = (how) => `why-${how.label.toLowerCase().replaceAll(/[^a-z]+/g, "-")}`;

/** A line of facts: [term, what]; empty ones are left out. */
export function facts(lines) {
  return h("dl.facts", {}, lines.filter(([, what]) => what != null && what !== "" && what !== false).map(([term, what]) =>
    h("div", { key: term }, h("dt", {}, term), h("dd", {}, what))));
}

/** What stands in a panel before its details came, or instead of them. */
export function waiting(detail) {
  return detail?.fault
    ? h("p.fault", { role: "alert" }, h("strong", {}, detail.fault.message), " ", detail.fault.hint ?? "")
    : h("p.muted", { key: "waiting" }, "One moment…");
}
