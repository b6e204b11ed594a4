// Events by Pusher, through its own client, which finds its way back by itself.

/**
 * Subscribe to the staff's channels of the hotel. `heard(seq)` for every event, `report(up)` when the connection comes and
 * goes. `config` is {key, host, port, tls, cluster} as /board/realtime.json says.
 */
export async function listenToPusher(config, store, heard, report) {
  await import("./vendor/pusher.min.js");
  const pusher = new window.Pusher(config.key, {
    cluster: config.cluster ?? "local",
    forceTLS: config.tls,
    enabledTransports: ["ws", "wss"],
    ...(config.host && { wsHost: config.host, wsPort: config.port, wssPort: config.port }),
    channelAuthorization: {
      endpoint: "/api/notifications/pusher/auth/",
      headers: { Authorization: `Token ${store.hotel.token}` },
    },
  });
  pusher.connection.bind("state_change", ({ previous, current }) => {
    if (current === "connected") subscribe(pusher, store, heard).then(() => report(true), () => report(false));
    else if (previous !== "initialized") report(false); // it tries again by itself
  });
}

async function subscribe(pusher, store, heard) {
  await Promise.all(
    store.board.channels.map((name) => {
      const channel = pusher.subscribe(name);
      channel.unbind();
      channel.bind_global((event, message) => {
        if (!event.startsWith("pusher:")) heard(message?.meta?.seq);
      });
      if (channel.subscribed) return undefined;
      return new Promise((subscribed, refused) => {
        channel.bind("pusher:subscription_succeeded", subscribed);
        channel.bind("pusher:subscription_error", refused);
      });
    }),
  );
}
