// What an action needs to know, asked for in a small dialog; a refusal stays in it, in the hotel's words.

import { Away, Problem } from "./api.js";
import { h } from "./dom.js";

/** Ask, and send what was entered until it is taken or given up. `send(values)` raises Problem or Away. */
export async function dialog({ title, subject, how, store, entity, send }) {
  const about = h("p.about", {});
  const fault = h("div.fault", { role: "alert", hidden: true });
  const go = h("button", { type: "submit", class: how.tone ?? "primary" }, title);
  const fields = how.fields.map((field) => fieldOf(field, store, entity));
  const form = h("form", {
    onsubmit: async (event) => {
      event.preventDefault();
      fault.hidden = true;
      go.disabled = true;
      try {
        await send(valuesOf(how.fields, new FormData(form)));
        box.close();
      } catch (refusal) {
        if (!(refusal instanceof Problem || refusal instanceof Away)) throw refusal;
        explain(fault, refusal, form);
      } finally {
        go.disabled = false;
      }
    },
  },
  h("h2", { id: "asked" }, title), h("p.muted", {}, subject), about, fields.map((field) => field.node), fault,
  h("div.buttons", {}, h("button", { type: "button", onclick: () => box.close() }, "Back"), go));
  const box = h("dialog", { "aria-labelledby": "asked" }, form);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  (form.querySelector(".field input, .field select, .field textarea") ?? go).focus();
  await Promise.all([
    ...fields.map((field) => field.ready),
    Promise.resolve(how.about?.(entity, store)).then((text) => { about.textContent = text ?? ""; }, (refusal) => explain(fault, refusal, form)),
  ]);
}

function explain(place, refusal, form) {
  if (!(refusal instanceof Problem || refusal instanceof Away)) throw refusal;
  place.replaceChildren(
    h("strong", {}, refusal.message), " ", refusal.hint ?? "", refusal.code ? h("code", {}, refusal.code) : "");
  place.hidden = false;
  for (const input of form.elements) input.removeAttribute("aria-invalid");
  if (refusal.field) form.elements[refusal.field]?.setAttribute("aria-invalid", "true");
}

const TYPES = { date: "date", number: "number", money: "text", text: "text" };

/** {node, ready}: a labelled field; `ready` when its options have come. */
function fieldOf(field, store, entity) {
  const { name, label, required } = field;
  const value = field.value?.(entity);
  const props = { name, required, value, min: field.min?.(entity) ?? (field.type === "number" ? "0" : null) };
  if (field.type === "money") Object.assign(props, { inputmode: "decimal", pattern: "[0-9]+(\\.[0-9]{1,2})?" });
  let input;
  if (field.type === "select") input = h("select", { name, required });
  else if (field.type === "long") input = h("textarea", { name, required, rows: 3 }, value ?? "");
  else input = h("input", { ...props, type: TYPES[field.type], autocomplete: "off" });
  const hint = h("small", {});
  const node = h("label.field", {}, h("span", {}, label, !required && h("i", {}, " (if you like)")), input, hint);
  const ready = field.options ? fill(input, hint, field, store, entity) : undefined;
  return { node, ready };
}

async function fill(select, hint, field, store, entity) {
  const options = await Promise.resolve(field.options(store, entity)).catch((fault) => {
    if (!(fault instanceof Problem || fault instanceof Away)) throw fault;
    hint.textContent = fault.message;
    return [];
  });
  const chosen = field.value?.(entity);
  select.replaceChildren(...options.map(([value, label]) => h("option", { value, selected: value === chosen }, label)));
  if (!options.length && !hint.textContent) hint.textContent = field.none ?? "";
}

function valuesOf(fields, form) {
  const values = {};
  for (const { name, as = String } of fields) {
    const value = String(form.get(name) ?? "").trim();
    if (value) values[name] = as(value);
  }
  return values;
}
