"""What the door lets through to Django of a reader's own request."""

from urllib.parse import quote

from broadsheet.delivery.asgi import HeaderLines, Scope

FROM_PROXIES = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-original-", b"x-rewrite-", b"x-http-method-override")
_SENT_IN_QUERIES = bytes(range(33, 127)).decode()


def scope_for_django(scope: Scope, lines: HeaderLines, *, trusts_proxy: bool) -> Scope:
    """The request's scope, without what only a proxy or we ourselves may say; what a proxy of ours said is believed."""
    told = dict(scope)
    told["headers"] = [(name, value) for name, value in scope["headers"] if not _is_dropped(name, trusts_proxy)]
    told["query_string"] = quote(scope["query_string"], safe=_SENT_IN_QUERIES).encode()  # a2wsgi reads it as ASCII
    if trusts_proxy:
        _believe(told, lines)
    return told


def _is_dropped(name: bytes, trusts_proxy: bool) -> bool:
    """Names with an underscore too: WSGI cannot tell it from a hyphen."""
    return b"_" in name or name.startswith(b"x-broadsheet-") or (not trusts_proxy and name.startswith(FROM_PROXIES))


def _believe(scope: Scope, lines: HeaderLines) -> None:
    """What our proxy says of the reader's own connection; of several addresses the last one is the proxy's own observation."""
    if lines.joined(b"x-forwarded-proto") == b"https":
        scope["scheme"] = "https"
    addresses = lines.joined(b"x-forwarded-for")
    if addresses:
        scope["client"] = (addresses.rpartition(b",")[2].strip().decode("latin-1"), 0)
