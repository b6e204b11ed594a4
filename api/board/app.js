// The board: signs in, keeps the page like the state, tells people what happened.

import { Hotel, Problem } from "./api.js";
import { h, lay } from "./dom.js";
import { banner, bottom, header, tick } from "./frame.js";
import { desk } from "./desk.js";
import { handleKeys } from "./keys.js";
import { follow } from "./live.js";
import { panel } from "./panel.js";
import { rack } from "./rack.js";
import { forget, recall, remember } from "./session.js";
import { signIn } from "./signin.js";
import { Store } from "./store.js";
import { today } from "./today.js";

const app = document.getElementById("app");
const PHONE = matchMedia("(max-width: 720px)"); // there a panel takes the whole screen
const overlay = document.getElementById("overlay");

function start() {
  const session = recall();
  if (session) work(session);
  else ask({});
}

/** Ask who it is, saying why the last answer would not do. */
function ask(before) {
  document.title = "HotelMate";
  lay(overlay, []);
  lay(app, [signIn({ ...before, enter: (session) => { remember(session); work(session); } })]);
  app.querySelector(before.hotel ? "[name=token]" : "[name=hotel]")?.focus();
}

async function work(session) {
  const store = new Store(new Hotel(session), (news) => {
    if (store.fault instanceof Problem && [401, 403, 404].includes(store.fault.status)) {
      forget();
      if (store.board) location.reload();
      else ask({ hotel: session.hotel, fault: store.fault });
      return;
    }
    draw(store);
    flash(news);
  });
  draw(store);
  store.look();
  await store.ready;
  handleKeys(store);
  setInterval(() => tick(), 1000);
  await follow(store);
}

function draw(store) {
  const { board } = store;
  if (board) document.title = `${waiting(store)}${board.hotel.name} · HotelMate`;
  lay(app, [
    header(store, () => { forget(); location.reload(); }),
    banner(store),
    h("main.board", { key: "board", data: { section: store.section }, "aria-busy": board ? null : "true" },
      board ? [desk(store), rack(store), today(store)] : skeleton()),
    board && bottom(store),
  ]);
  lay(overlay, [store.open && panel(store)]);
  const was = document.body.classList.contains("has-panel");
  document.body.classList.toggle("has-panel", Boolean(store.open));
  if (store.open && !was && PHONE.matches) document.getElementById("opened").focus();
  tick();
}

const waiting = (store) => {
  const requests = store.on("approvals").length;
  return requests ? `(${requests}) ` : "";
};

const skeleton = () => h("div.skeleton", { key: "skeleton" }, h("p", {}, "Opening the board…"));

/** Let what changed light up for a moment, wherever it is shown. */
function flash(news) {
  for (const entity of news) {
    for (const node of document.querySelectorAll(`[data-entity="${CSS.escape(entity)}"]`)) {
      node.classList.remove("flash");
      void node.offsetWidth; // so that the animation begins anew
      node.classList.add("flash");
      node.onanimationend = () => node.classList.remove("flash");
    }
  }
}

start();
