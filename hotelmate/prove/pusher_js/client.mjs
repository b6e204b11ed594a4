// The real pusher-js as a client: subscribes, then prints one JSON line per event.
//
//   node client.mjs HOST PORT KEY CHANNEL...
//
// Lines: {"ready": true} once every channel is subscribed; {"at", "channel", "name", "data"} for an event, `at` in
// milliseconds since 1970 and `data` parsed; {"error", ...} for a refused subscription.
//
// private- and presence- channels are authorised by AUTH_ENDPOINT (header AUTH_HEADER, "Name: value") when it is set,
// else signed here with PUSHER_SECRET.

import { createHmac } from "node:crypto";
import { createRequire } from "node:module";

const Pusher = createRequire(import.meta.url)("./vendor/pusher.cjs");
const [host, port, key, ...channels] = process.argv.slice(2);
const { AUTH_ENDPOINT, AUTH_HEADER, PUSHER_SECRET } = process.env;

const print = (line) => process.stdout.write(JSON.stringify(line) + "\n");

function sign({ socketId, channelName }, answer) {
    const presence = channelName.startsWith("presence-") ? JSON.stringify({ user_id: socketId }) : null;
    const text = [socketId, channelName, ...(presence ? [presence] : [])].join(":");
    const signature = createHmac("sha256", PUSHER_SECRET ?? "").update(text).digest("hex");
    answer(null, { auth: `${key}:${signature}`, ...(presence && { channel_data: presence }) });
}

function headers() {
    const [name, ...value] = (AUTH_HEADER ?? "").split(":");
    return name ? { [name]: value.join(":").trim() } : {};
}

const pusher = new Pusher(key, {
    wsHost: host,
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ["ws"],
    cluster: "local",
    disableStats: true,
    channelAuthorization: AUTH_ENDPOINT ? { endpoint: AUTH_ENDPOINT, headers: headers() } : { customHandler: sign },
});

const waiting = new Set(channels);
for (const name of channels) {
    const channel = pusher.subscribe(name);
    channel.bind("pusher:subscription_succeeded", () => {
        waiting.delete(name);
        if (waiting.size === 0) print({ ready: true });
    });
    channel.bind("pusher:subscription_error", (error) => print({ error: "subscription", channel: name, ...error }));
    channel.bind_global((event, data) => {
        if (!event.startsWith("pusher:")) print({ at: Date.now(), channel: name, name: event, data });
    });
}
