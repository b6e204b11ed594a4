// How the board hears of changes: Pusher where it is configured and answers, else the server's own stream, else by looking
// again every few seconds. None of them is trusted to be complete: each connection begins with a look at the house, and a
// look is taken every minute anyway. So the state shown is right after any gap.

import { ask, Away, Problem } from "./api.js";
import { listenToPusher } from "./live_pusher.js";
import { listenToStream } from "./live_stream.js";

const PATIENCE = 4_000; // milliseconds until the next way is tried
const POLL = 4_000;
const ANYWAY = 60_000;

/** Keep `store` up to date until the page is left. */
export async function follow(store) {
  const heard = (seq) => {
    if (!(seq <= store.board?.seq)) store.look();
  };
  const { pusher } = await ask("/board/realtime.json").catch((fault) => {
    if (fault instanceof Away || fault instanceof Problem) return {};
    throw fault;
  });
  const ways = new Ways(store);
  if (pusher) listenToPusher(pusher, store, heard, (up) => ways.report("pusher", up));
  else ways.report("pusher", false);
  if (pusher) setTimeout(() => ways.report("pusher", ways.up.pusher ?? false), PATIENCE);
  ways.onNeed = () => listenToStream(store, heard, (up) => ways.report("stream", up));
  ways.settle();
  setInterval(() => store.look(), ANYWAY);
  for (const event of ["online", "focus"]) addEventListener(event, () => store.look());
}

/** Which ways are up; the stream is opened when Pusher is not, and polling begins when neither is. */
class Ways {
  constructor(store) {
    this.store = store;
    this.up = {};
    this.onNeed = null;
    this.closeStream = null;
    this.polling = null;
  }

  report(way, up) {
    const was = this.up[way];
    this.up[way] = up;
    if (up && !was) this.store.look();
    this.settle();
  }

  settle() {
    const { pusher, stream } = this.up;
    if (pusher === false && !this.closeStream && this.onNeed) this.closeStream = this.onNeed();
    if (pusher && this.closeStream) {
      this.closeStream();
      this.closeStream = null;
      this.up.stream = undefined;
    }
    const isLive = Boolean(pusher || stream);
    const isDown = pusher === false && stream === false;
    if (isDown && !this.polling) this.polling = setInterval(() => this.store.look(), POLL);
    if (!isDown && this.polling) {
      clearInterval(this.polling);
      this.polling = null;
    }
    const connection = isLive ? "live" : isDown ? "polling" : "connecting";
    if (connection !== this.store.connection) this.store.set({ connection });
  }
}
