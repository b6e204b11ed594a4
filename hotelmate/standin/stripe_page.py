"""The page where a guest pays: what, how much, and three buttons."""

from __future__ import annotations

from html import escape
from typing import Any

WITHOUT_CENTS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
STYLE = """
:root { color-scheme: light dark; --ink: #1f2733; --soft: #5b6675; --paper: #ffffff; --ground: #eef1f5; --line: #d8dee6;
  --act: #2f5bea; --act-ink: #ffffff; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --soft: #9aa6b6; --paper: #1b212b; --ground: #10141b;
  --line: #313a48; --act: #6d8dff; --act-ink: #0d1320; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: min(26rem, 100%); background: var(--paper); border: 1px solid var(--line); border-radius: 14px;
  padding: 2rem; box-shadow: 0 12px 32px rgb(0 0 0 / 8%); }
.note { margin: 0 0 1.25rem; color: var(--soft); font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; }
h1 { margin: 0; font-size: 1rem; font-weight: 500; color: var(--soft); }
.amount { margin: .15rem 0 1.5rem; font-size: 2.4rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.error { margin: 0 0 1rem; color: var(--bad); }
form { display: grid; gap: .6rem; }
button, a.back { display: block; width: 100%; padding: .8rem; border-radius: 9px; border: 1px solid var(--line);
  background: transparent; color: inherit; font: inherit; text-align: center; text-decoration: none; cursor: pointer; }
button[value=pm_card_visa] { background: var(--act); border-color: var(--act); color: var(--act-ink);
  font-weight: 600; }
button:focus-visible, a.back:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
a.back { border: 0; margin-top: .6rem; color: var(--soft); }
"""


def render(session: dict[str, Any], description: str, error: str | None = None) -> str:
    """The page of a session; without buttons when there is nothing to pay any more."""
    said = f'<p class="error" role="alert">{escape(error)}</p>' if error else ""
    body = _buttons(session) if session["status"] == "open" else f"<p>This payment is {escape(session['status'])}.</p>"
    back = session["cancel_url"]
    link = f'<a class="back" href="{escape(back)}">Back</a>' if back else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pay</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main>"
        '<p class="note">Local checkout · no real money</p>'
        f'<h1>{escape(description)}</h1><p class="amount">{escape(_amount(session))}</p>{said}{body}{link}'
        "</main></body></html>"
    )


def _buttons(session: dict[str, Any]) -> str:
    return (
        '<form method="post">'
        f'<button name="card" value="pm_card_visa">Pay {escape(_amount(session))}</button>'
        '<button name="card" value="pm_card_chargeDeclined">Decline the card</button>'
        "</form>"
    )


def _amount(session: dict[str, Any]) -> str:
    currency = session["currency"].upper()
    if currency in WITHOUT_CENTS:
        return f"{session['amount_total']:,} {currency}"
    return f"{session['amount_total'] / 100:,.2f} {currency}"


def success_address(session: dict[str, Any]) -> str:
    """Where a guest goes who has paid."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
