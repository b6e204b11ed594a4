// Events by the server's own stream. EventSource cannot send a token in a header, so the stream is read by hand.

const RETRY = 3_000; // milliseconds

/** Read the hotel's stream until the answer is called. `heard(seq)` for every event, `report(up)` when it comes and goes. */
export function listenToStream(store, heard, report) {
  const ended = new AbortController();
  run(store, heard, report, ended.signal);
  return () => ended.abort();
}

async function run(store, heard, report, signal) {
  while (!signal.aborted) {
    try {
      const response = await fetch(`${store.hotel.base}events/stream/`, {
        headers: { Authorization: `Token ${store.hotel.token}`, "Last-Event-ID": String(store.board?.seq ?? 0) },
        cache: "no-store",
        signal,
      });
      if (response.ok && response.headers.get("content-type")?.startsWith("text/event-stream")) {
        report(true);
        await read(response.body, heard);
      }
    } catch (fault) {
      if (signal.aborted) return;
      if (!(fault instanceof TypeError)) throw fault; // fetch's own word for a connection that broke
    }
    report(false);
    await new Promise((passed) => setTimeout(passed, RETRY));
  }
}

async function read(body, heard) {
  let rest = "";
  for await (const part of chunks(body.pipeThrough(new TextDecoderStream()))) {
    const lines = (rest + part).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("id:")) heard(Number(line.slice(3)));
  }
}

async function* chunks(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
