// Who works here. The token lives in this tab's sessionStorage; a link may bring one in its fragment, which no server
// ever sees, and which leaves the address bar at once.

const NAME = "hotelmate.session";

/** {hotel, token} of this tab, or null. */
export function recall() {
  const brought = new URLSearchParams(location.hash.slice(1));
  if (brought.has("hotel") && brought.has("token")) {
    history.replaceState(null, "", location.pathname);
    remember({ hotel: brought.get("hotel"), token: brought.get("token") });
  }
  return JSON.parse(sessionStorage.getItem(NAME) ?? "null");
}

export const remember = (session) => sessionStorage.setItem(NAME, JSON.stringify(session));

export const forget = () => sessionStorage.removeItem(NAME);
