"""What goes with every answer: nobody caches what is personal (T13), every header is there (W16)."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def complaints(response, signed_in: bool) -> list[str]:
    found = [f"{name} is {response.get(name)!r}" for name, value in HEADERS.items() if response.get(name) != value]
    policy = set(map(str.strip, response.get("Content-Security-Policy", "").split(";")))
    found += [f"the policy lacks {rule}" for rule in POLICY - policy]
    found += [f"the policy allows {word}" for word in ("unsafe-inline", "unsafe-eval", " *") if word in str(policy)]
    if signed_in:
        cache = {word.strip() for word in response.get("Cache-Control", "").split(",")}
        vary = {word.strip().lower() for word in response.get("Vary", "").split(",")}
        found += [f"Cache-Control lacks {word}" for word in {"private", "no-store"} - cache]
        found += [f"Vary lacks {word}" for word in {"cookie", "hx-request"} - vary]
    return found
