"""What strangers send: every attack on the wire by name, as bytes over one ground. Shared by the tests and by `make bench`. Long because it is a list."""

from collections.abc import Iterator
from typing import NamedTuple

Attacks = dict[str, bytes]
LONGEST_CUT_BYTES = 700  # an attack up to this long is cut at each of its bytes


class Ground(NamedTuple):
    """What the attacks aim at: paths and passes of one paper.

    good     valid passes by the letters of their benefits (of both keys)
    bad      passes that must give nothing, by what is wrong with them
    session  the name of a session that nobody has
    etag     of the open page, plain
    """

    host: bytes
    open: bytes
    gated: bytes
    hebrew: bytes
    gone: bytes
    static: bytes
    good: dict[str, bytes]
    bad: dict[str, bytes]
    session: bytes
    etag: bytes

    def ask(
        self,
        *lines: bytes,
        path: bytes | None = None,
        method: bytes = b"GET",
        version: bytes = b"HTTP/1.1",
        host: bytes | None = None,
        cookie: bytes | None = None,
    ) -> bytes:
        """One request for the open page, unless it says otherwise; `host` is the whole line, b"" leaves it out."""
        hosts = [b"Host: " + self.host] if host is None else [host] if host else []
        crumbs = [b"Cookie: " + cookie] if cookie is not None else []
        return b"\r\n".join([method + b" " + (self.open if path is None else path) + b" " + version, *hosts, *lines, *crumbs, b"", b""])

    def gated_ask(self, *lines: bytes, cookie: bytes | None = None) -> bytes:
        """One request for the page that requires Premium."""
        return self.ask(*lines, path=self.gated, cookie=cookie)

    def opens_the_gate(self, sent: bytes) -> bool:
        """Whether a pass that holds Premium was among what was sent, whole."""
        return any(note in sent for letters, note in self.good.items() if "p" in letters)


def attacks(ground: Ground) -> Attacks:
    """All of them, by names that read like sentences."""
    told: Attacks = {}
    for kind in KINDS:
        for name, sent in kind(ground):
            assert name not in told, name
            told[name] = sent
    return told


def plain_requests(ground: Ground) -> list[bytes]:
    """What honest readers send, in many shapes: most of it may be answered by the fast lane, and is what mutations begin with."""
    lines = [
        (),
        (b"Accept-Encoding: gzip, deflate, br, zstd",),
        (b"If-None-Match: *", b"Accept-Language: he"),
        (b"If-None-Match: " + ground.etag,),
        (b"Connection: keep-alive", b"User-Agent: Mozilla/5.0", b"Accept-Encoding: gzip", b"Referer: https://x.example/?a=b"),
    ]
    cookies = [None, b"a=b; _ga=GA1.1.2", *(b"t=1; bs_pass=" + note for note in (*ground.good.values(), *ground.bad.values()))]
    cookies += [b"bs_asked=1.3.n.0.2.4ff0; x=y", b"bs_session=" + ground.session]
    paths = [ground.open, ground.gated, ground.hebrew]
    return [ground.ask(*more, path=path, cookie=cookie) for more in lines for cookie in cookies for path in paths]


def _readers(to: Ground) -> Iterator[tuple[str, bytes]]:
    premium, ad_free = to.good["p"], to.good["a"]
    yield "a plain request", to.ask()
    yield "a plain HEAD", to.ask(method=b"HEAD")
    yield "a HEAD in small letters", to.ask(method=b"head")
    yield "a browser's own encodings", to.ask(b"Accept-Encoding: gzip, deflate, br, zstd")
    yield "the gated page without a pass", to.gated_ask()
    yield "the gated page by HEAD without a pass", to.ask(path=to.gated, method=b"HEAD")
    yield "the gated page with its pass", to.gated_ask(cookie=b"a=b; bs_pass=" + premium)
    yield "the gated page by HEAD with its pass", to.ask(path=to.gated, method=b"HEAD", cookie=b"bs_pass=" + premium)
    yield "the gated page with a pass for no advertisements", to.gated_ask(cookie=b"bs_pass=" + ad_free)
    yield "the gated page with a pass without benefits", to.gated_ask(cookie=b"bs_pass=" + to.good[""])
    yield "the gated page with the older key's pass", to.gated_ask(cookie=b"bs_pass=" + to.good["ap of the older key"])
    yield "an answer to an appeal in a cookie", to.ask(cookie=b"bs_asked=1.3.n.0.2.4ff0")
    yield "an answer to an appeal, never", to.ask(cookie=b"bs_asked=1.3.v.4ff0.2.4ff0")
    yield "an answer to an appeal, made up", to.ask(cookie=b"bs_asked=" + b"\x7f;" * 40)
    yield "a page fetched ahead", to.ask(b"Sec-Purpose: prefetch", cookie=b"bs_asked=1.3.n.0.2.4ff0")
    yield "a session made by hand", to.ask(cookie=b"bs_session=x")
    yield "a session made by hand at the gated page", to.gated_ask(cookie=b"bs_session=" + to.session)
    yield "a session beside a pass", to.gated_ask(cookie=b"bs_session=x; bs_pass=" + premium)
    yield "a session beside a forged pass", to.gated_ask(cookie=b"bs_session=x; bs_pass=" + to.bad["altered"])
    yield "two sessions", to.ask(cookie=b"bs_session=x; bs_session=y")
    yield "an empty session", to.ask(cookie=b"bs_session=")
    yield "a quoted session", to.ask(cookie=b'bs_session="x"')
    yield "a session as long as a page", to.ask(cookie=b"bs_session=" + b"x" * 6_000)
    yield "a withdrawn article", to.ask(path=to.gone)
    yield "a withdrawn article with a pass", to.ask(path=to.gone, cookie=b"bs_pass=" + premium)
    yield "a page that never was", to.ask(path=b"/no/such/page/")
    yield "an article with a Hebrew address", to.ask(path=to.hebrew)
    yield "a Hebrew address in small hexadecimal letters", to.ask(path=to.hebrew.lower())
    yield "a Hebrew address as it is read", to.ask(path="/2026/11/24/נמל/".encode())
    yield "an encoding of a Hebrew letter cut short", to.ask(path=to.hebrew[:-2])
    yield "the newsroom", to.ask(path=b"/newsroom/")
    yield "the newsroom behind dots", to.ask(path=b"/newsroom/../newsroom/")
    yield "a search", to.ask(path=b"/search/?q=bridge")
    yield "a search by somebody who pays", to.ask(path=b"/search/?q=lantern", cookie=b"bs_pass=" + premium)
    yield "a search by somebody who does not", to.ask(path=b"/search/?q=lantern")
    yield "a static file", to.ask(path=to.static)
    yield "a static file by HEAD", to.ask(path=to.static, method=b"HEAD")
    yield "the first bytes of a static file", to.ask(b"Range: bytes=0-3", path=to.static)
    yield "the file above the static files", to.ask(path=b"/static/../broadsheet.toml")
    yield "the file above the static files, encoded", to.ask(path=b"/static/%2e%2e/broadsheet.toml")
    yield "the file above the static files, encoded slash", to.ask(path=b"/static/..%2fbroadsheet.toml")
    yield "the file above the static files, encoded twice", to.ask(path=b"/static/%252e%252e/broadsheet.toml")
    yield "the file above the static files by a backslash", to.ask(path=b"/static/..%5cbroadsheet.toml")
    yield "a file by its whole path", to.ask(path=b"/static//etc/passwd")
    yield "the paper's secrets", to.ask(path=b"/media/..%2fdata/secrets.toml")


def _framing(to: Ground) -> Iterator[tuple[str, bytes]]:
    plain, gated = to.ask(), to.gated_ask(cookie=b"bs_pass=" + to.good["p"])
    yield "three requests in one packet", plain + to.ask(path=b"/no/such/page/") + to.gated_ask()
    yield "a partner's request and a stranger's in one packet", gated + to.gated_ask()
    yield "a stranger's request and a partner's in one packet", to.gated_ask() + gated
    yield "a slow answer between two quick ones", plain + to.ask(method=b"POST", path=b"/x") + plain
    yield "an empty line after", plain + b"\r\n"
    yield "two empty lines before", b"\r\n\r\n" + plain
    yield "a bare line feed before", b"\n" + plain
    yield "a space before", b" " + plain
    yield "line feeds alone", plain.replace(b"\r\n", b"\n")
    yield "one bare line feed in a value", to.ask(b"X: y\nZ: w")
    yield "one bare line feed and a pass behind it", to.gated_ask(b"X: y\nCookie: bs_pass=" + to.good["p"])
    yield "one bare carriage return in a value", to.ask(b"X: y\rZ: w")
    yield "two carriage returns at a line's end", to.ask(b"X: y\r\r")
    yield "carriage returns alone", plain.replace(b"\r\n", b"\r")
    yield "an end of line feeds", plain[:-4] + b"\n\n"
    yield "an end of mixed feeds", plain[:-4] + b"\r\n\n" + plain
    yield "a space before the colon", to.ask(b"Accept-Encoding : br")
    yield "a space before the host's colon", to.ask(host=b"Host : " + to.host)
    yield "a tab before the colon", to.ask(b"X\t: y")
    yield "no colon", to.ask(b"Nonsense")
    yield "a line without a name", to.ask(b": y")
    yield "a name with a space inside", to.ask(b"Accept Encoding: br")
    yield "a name with a bracket", to.ask(b"X(y): z")
    yield "a name with an umlaut", to.ask("X-ä: z".encode())
    yield "a name of underscores", to.ask(b"Accept_Encoding: br")
    yield "a length by a name with an underscore", to.ask(b"Content_Length: 5") + b"hello"
    yield "a folded line", to.ask(b"X: y", b" z: w")
    yield "a line folded by a tab", to.ask(b"X: y", b"\tz: w")
    yield "a folded cookie", to.gated_ask(b"Cookie: a=b;", b" bs_pass=" + to.good["p"])
    yield "the first line folded", plain.replace(b"Host", b" Host")


def _lengths(to: Ground) -> Iterator[tuple[str, bytes]]:
    plain, gated = to.ask(), to.gated_ask(cookie=b"bs_pass=" + to.good["p"])
    yield "a length of nothing", to.ask(b"Content-Length: 0")
    yield "a body to a GET", to.ask(b"Content-Length: 5") + b"hello" + plain
    yield "a body that is a request", to.ask(b"Content-Length: %d" % len(gated)) + gated + plain
    yield "a body that is a request, its length two too short", to.ask(b"Content-Length: %d" % (len(gated) - 2)) + gated + plain
    yield "two lengths", to.ask(b"Content-Length: 5", b"Content-Length: 6") + b"hello!" + plain
    yield "one length twice", to.ask(b"Content-Length: 5", b"Content-Length: 5") + b"hello" + plain
    yield "a list of lengths", to.ask(b"Content-Length: 5, 5") + b"hello"
    yield "a length below nothing", to.ask(b"Content-Length: -1")
    yield "a length with a plus", to.ask(b"Content-Length: +5") + b"hello" + plain
    yield "a length in hexadecimal", to.ask(b"Content-Length: 0x5") + b"hello" + plain
    yield "a length beyond any number", to.ask(b"Content-Length: 99999999999999999999999")
    yield "an empty length", to.ask(b"Content-Length:") + plain
    yield "a body in chunks to a GET", to.ask(b"Transfer-Encoding: chunked") + b"0\r\n\r\n" + plain
    yield "chunks with a request in them", to.ask(b"Transfer-Encoding: chunked") + b"%x\r\n%b\r\n0\r\n\r\n" % (len(gated), gated) + plain
    yield "chunks and a length", to.ask(b"Transfer-Encoding: chunked", b"Content-Length: 5") + b"0\r\n\r\n" + plain
    yield "a length and chunks", to.ask(b"Content-Length: 5", b"Transfer-Encoding: chunked") + b"0\r\n\r\n" + plain
    yield "chunks with an extension", to.ask(b"Transfer-Encoding: chunked", method=b"POST") + b'0;a="b"\r\n\r\n' + plain
    yield "chunks with a trailer", to.ask(b"Transfer-Encoding: chunked", method=b"POST") + b"0\r\nCookie: bs_pass=x\r\n\r\n" + plain
    yield "chunks of a size that is none", to.ask(b"Transfer-Encoding: chunked", method=b"POST") + b"xyz\r\nhello\r\n0\r\n\r\n"
    yield "chunks of a size beyond any number", to.ask(b"Transfer-Encoding: chunked", method=b"POST") + b"f" * 20 + b"\r\n"
    yield "chunks ended by line feeds", to.ask(b"Transfer-Encoding: chunked") + b"0\n\n" + plain
    yield "an encoding of the transfer that is none", to.ask(b"Transfer-Encoding: xchunked") + plain
    yield "an encoding of the transfer behind a tab", to.ask(b"Transfer-Encoding:\tchunked") + b"0\r\n\r\n"
    yield "an encoding of the transfer behind a control byte", to.ask(b"Transfer-Encoding: \x0bchunked") + plain
    yield "two encodings of the transfer", to.ask(b"Transfer-Encoding: gzip, chunked", method=b"POST") + b"0\r\n\r\n" + plain
    yield "two lines of transfer encodings", to.ask(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity") + b"0\r\n\r\n" + plain
    yield "chunks not last", to.ask(b"Transfer-Encoding: chunked, identity", method=b"POST") + b"0\r\n\r\n" + plain
    yield "chunks in HTTP/1.0", to.ask(b"Transfer-Encoding: chunked", version=b"HTTP/1.0") + b"0\r\n\r\n" + plain
    yield "a trailer promised", to.ask(b"Trailer: Cookie", b"TE: trailers")


def _other_tongues(to: Ground) -> Iterator[tuple[str, bytes]]:
    plain = to.ask()
    yield "an answer sent as a request", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + plain
    yield "nothing but an empty line", b"\r\n"
    yield "TLS spoken to a plain port", bytes.fromhex("16030100c8010000c40303") + b"\x9a" * 32
    yield "another protocol", b"SSH-2.0-OpenSSH_9.2\r\n"


def _addresses(to: Ground) -> Iterator[tuple[str, bytes]]:
    plain = to.ask()
    yield "the whole address in the first line", to.ask(path=b"http://" + to.host + to.open)
    yield "the whole address of another paper", to.ask(path=b"http://evil.example" + to.open)
    yield "the whole address of the gated page", to.ask(path=b"http://" + to.host + to.gated)
    yield "an address with two slashes before", to.ask(path=b"//evil.example" + to.open)
    yield "an address with somebody's name", to.ask(path=b"http://a@" + to.host + to.open)
    yield "an asterisk", to.ask(path=b"*")
    yield "OPTIONS for everything", to.ask(path=b"*", method=b"OPTIONS")
    yield "a tunnel", to.ask(path=to.host, method=b"CONNECT") + plain
    yield "dots encoded", to.ask(path=b"/2026/%2e%2e" + to.gated)
    yield "dots", to.ask(path=b"/a/.." + to.gated)
    yield "a dot", to.ask(path=b"/." + to.gated)
    yield "an encoded nothing at the end", to.ask(path=to.open + b"%00")
    yield "an encoded nothing at the gated page", to.ask(path=to.gated + b"%00%02%00%02")
    yield "a dot written too long", to.ask(path=b"/%c0%ae/")
    yield "an encoding that is none", to.ask(path=b"/%zz/")
    yield "an encoding cut short", to.ask(path=to.open + b"%2")
    yield "an encoded slash", to.ask(path=to.open[:1] + to.open[1:].replace(b"/", b"%2f"))
    yield "an encoded letter", to.ask(path=to.open[:-2] + b"%%%02x/" % to.open[-2])
    yield "an encoded letter of the gated page", to.ask(path=to.gated[:-2] + b"%%%02x/" % to.gated[-2])
    yield (
        "an encoded letter of the gated page with its pass",
        to.ask(path=to.gated[:-2] + b"%%%02x/" % to.gated[-2], cookie=b"bs_pass=" + to.good["p"]),
    )
    yield "capital letters", to.ask(path=to.gated.upper())
    yield "a doubled slash before", to.ask(path=b"/" + to.open)
    yield "a doubled slash inside", to.ask(path=to.open.replace(b"/", b"//"))
    yield "no slash at the end", to.ask(path=to.open[:-1])
    yield "no slash at the end of the gated page", to.ask(path=to.gated[:-1], cookie=b"bs_pass=" + to.good["p"])
    yield "a backslash", to.ask(path=to.open.replace(b"/", b"\\"))
    yield "a query", to.ask(path=to.open + b"?a=1")
    yield "a query at the gated page", to.ask(path=to.gated + b"?a=1")
    yield "a query at the gated page with its pass", to.ask(path=to.gated + b"?a=1", cookie=b"bs_pass=" + to.good["p"])
    yield "an empty query", to.ask(path=to.open + b"?")
    yield "a tracker's query", to.ask(path=to.open + b"?utm_source=x&fbclid=y")
    yield "a tracker's query at the gated page", to.ask(path=to.gated + b"?utm_source=bs_pass")
    yield "a tracker's query with something else", to.ask(path=to.open + b"?utm_source=x&before=y")
    yield "a query of bytes that are no letters", to.ask(path=to.open + b"?a=\xff\xfe")
    yield "a query within a query", to.ask(path=to.open + b"?utm_source=x?utm_medium=y")


def _marks_in_addresses(to: Ground) -> Iterator[tuple[str, bytes]]:
    plain = to.ask()
    yield "a fragment", to.ask(path=to.open + b"#x")
    yield "a semicolon", to.ask(path=to.open + b";x")
    yield "a space in the address", to.ask(path=to.open + b" x")
    yield "a tab in the address", to.ask(path=to.open + b"\tx")
    yield "nothing between the words", b"GET" + plain[4:]
    yield "two spaces between the words", plain.replace(b" HTTP", b"  HTTP")
    yield "a tab between the words", plain.replace(b"GET ", b"GET\t")
    yield "a zero byte in the address", to.ask(path=to.open + b"\0")
    yield "a zero byte and a variant behind it", to.ask(path=to.gated + b"\0\2\0\2")
    yield "a form feed in the address", to.ask(path=to.open + b"\x0c")
    yield "a long address", to.ask(path=b"/" + b"x" * 3_000)
    yield "an address one byte too long for the shelf", to.ask(path=b"/" + b"x" * 500)
    yield "an address just short enough for the shelf", to.ask(path=b"/" + b"x" * 499)
    yield "an address of half a megabyte", to.ask(path=b"/" + b"x" * 500_000)
    yield "no address", to.ask(path=b"")
    yield "an address without its slash", to.ask(path=to.open[1:])


def _words_of_the_first_line(to: Ground) -> Iterator[tuple[str, bytes]]:
    plain = to.ask()
    yield "HTTP/1.0", to.ask(version=b"HTTP/1.0")
    yield "HTTP/1.0 that wants to stay", to.ask(b"Connection: keep-alive", version=b"HTTP/1.0") + plain
    yield "HTTP/0.9", b"GET " + to.open + b"\r\n\r\n"
    yield "HTTP/1.2", to.ask(version=b"HTTP/1.2")
    yield "HTTP/2.0", to.ask(version=b"HTTP/2.0")
    yield "HTTP/1.1 in small letters", to.ask(version=b"http/1.1")
    yield "HTTP/1.10", to.ask(version=b"HTTP/1.10")
    yield "the opening of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    yield "a get in small letters", to.ask(method=b"get")
    yield "a word that is no method", to.ask(method=b"GETX")
    yield "a POST", to.ask(b"Content-Length: 3", method=b"POST") + b"a=b" + plain
    yield (
        "a POST to the gated page with its pass",
        to.ask(b"Content-Length: 0", path=to.gated, method=b"POST", cookie=b"bs_pass=" + to.good["p"]),
    )
    yield "a POST without a body to sign in", to.ask(b"Content-Length: 0", path=b"/account/sign-in/", method=b"POST")
    yield "a PUT", to.ask(b"Content-Length: 0", method=b"PUT")
    yield "a DELETE", to.ask(method=b"DELETE")
    yield "a TRACE", to.ask(method=b"TRACE", cookie=b"bs_pass=" + to.good["p"])
    yield "a PURGE", to.ask(method=b"PURGE")


def _hosts(to: Ground) -> Iterator[tuple[str, bytes]]:
    yield "no host", to.ask(host=b"")
    yield "the host twice", to.ask(b"Host: " + to.host)
    yield "two hosts, one foreign", to.ask(b"Host: evil.example")
    yield "two hosts, the first foreign", to.ask(b"Host: " + to.host, host=b"Host: evil.example")
    yield "a foreign host", to.ask(host=b"Host: evil.example")
    yield (
        "a foreign host at the gated page with its pass",
        to.ask(path=to.gated, host=b"Host: evil.example", cookie=b"bs_pass=" + to.good["p"]),
    )
    yield "the host's name in capitals", to.ask(host=b"HOST: " + to.host)
    yield "the host in capitals", to.ask(host=b"Host: " + to.host.upper())
    yield "another port", to.ask(host=b"Host: " + to.host.partition(b":")[0] + b":99")
    yield "the usual port", to.ask(host=b"Host: " + to.host.partition(b":")[0] + b":80")
    yield "no port", to.ask(host=b"Host: " + to.host.partition(b":")[0])
    yield "a port that is no number", to.ask(host=b"Host: " + to.host.partition(b":")[0] + b":x")
    yield "an empty port", to.ask(host=b"Host: " + to.host.partition(b":")[0] + b":")
    yield "a list of hosts", to.ask(host=b"Host: " + to.host + b", evil.example")
    yield "an empty host", to.ask(host=b"Host:")
    yield "a host of spaces", to.ask(host=b"Host:   ")
    yield "a space behind the host", to.ask(host=b"Host: " + to.host + b" ")
    yield "a tab behind the host", to.ask(host=b"Host: " + to.host + b"\t")
    yield "two spaces before the host", to.ask(host=b"Host:  " + to.host)
    yield "no space before the host", to.ask(host=b"Host:" + to.host)
    yield "a dot behind the host", to.ask(host=b"Host: " + to.host.replace(b":", b".:"))
    yield "somebody's name before the host", to.ask(host=b"Host: a@" + to.host)
    yield "a path behind the host", to.ask(host=b"Host: " + to.host + b"/x")
    yield "a zero byte behind the host", to.ask(host=b"Host: " + to.host + b"\0")
    yield "a no-break space behind the host", to.ask(host=b"Host: " + to.host + b"\xa0")
    yield "a host in brackets", to.ask(host=b"Host: [::1]:80")
    yield "a host told by whoever is no proxy", to.ask(b"X-Forwarded-Host: evil.example")
    yield "our own host told by whoever is no proxy", to.ask(b"X-Forwarded-Host: " + to.host)
    yield "a protocol told by whoever is no proxy", to.ask(b"X-Forwarded-Proto: https")
    yield "an address told by whoever is no proxy", to.ask(b"X-Forwarded-For: 127.0.0.1", path=b"/metrics")
    yield "a path told by whoever is no proxy", to.ask(b"X-Original-URL: " + to.gated, b"X-Rewrite-URL: " + to.gated)
    yield "Forwarded told by whoever is no proxy", to.ask(b"Forwarded: for=127.0.0.1;host=evil.example;proto=https")
    yield "a prefix told by whoever is no proxy", to.ask(b"X-Forwarded-Prefix: /evil", b"X-Script-Name: /evil")
    yield "a name with underscores told by whoever is no proxy", to.ask(b"X_Forwarded_Host: evil.example")


def _cookies(to: Ground) -> Iterator[tuple[str, bytes]]:
    premium, ad_free = to.good["p"], to.good["a"]
    yield "two cookie lines with two passes", to.gated_ask(b"Cookie: bs_pass=" + premium, cookie=b"bs_pass=" + ad_free)
    yield "two cookie lines, the pass in the second", to.gated_ask(b"Cookie: a=b", cookie=b"bs_pass=" + premium)
    yield "two cookie lines, the pass in the first", to.gated_ask(b"Cookie: bs_pass=" + premium, cookie=b"a=b")
    yield "two cookie lines without ours", to.gated_ask(b"Cookie: a=b", cookie=b"c=d")
    yield "the pass twice, the better one first", to.gated_ask(cookie=b"bs_pass=" + premium + b"; bs_pass=" + ad_free)
    yield "the pass twice, the better one last", to.gated_ask(cookie=b"bs_pass=" + ad_free + b"; bs_pass=" + premium)
    yield "the pass twice, the last one forged", to.gated_ask(cookie=b"bs_pass=" + premium + b"; bs_pass=" + to.bad["altered"])
    yield "the pass by a name in capitals", to.gated_ask(cookie=b"BS_PASS=" + premium)
    yield "the pass in another cookie's value", to.gated_ask(cookie=b"x=bs_pass=" + premium)
    yield "the pass by a longer name", to.gated_ask(cookie=b"xbs_pass=" + premium)
    yield "the pass by a name that goes on", to.gated_ask(cookie=b"bs_passx=" + premium)
    yield "the pass by a name for safe hosts", to.gated_ask(cookie=b"__Host-bs_pass=" + premium)
    yield "the pass with spaces around its sign", to.gated_ask(cookie=b"bs_pass = " + premium)
    yield "the pass without a space before", to.gated_ask(cookie=b"a=b;bs_pass=" + premium)
    yield "the pass after a comma", to.gated_ask(cookie=b"a=b, bs_pass=" + premium)
    yield "the pass after a tab", to.gated_ask(cookie=b"a=b;\tbs_pass=" + premium)
    yield "the pass after an empty crumb", to.gated_ask(cookie=b";;; bs_pass=" + premium + b";")
    yield "the pass in quotes", to.gated_ask(cookie=b'bs_pass="' + premium + b'"')
    yield "the pass in half a pair of quotes", to.gated_ask(cookie=b'bs_pass="' + premium)
    yield "the pass between another cookie's quotes", to.gated_ask(cookie=b'x="a; bs_pass=' + premium + b'; b"')
    yield "the pass with its letters escaped", to.gated_ask(cookie=b'bs_pass="\\061' + premium[1:] + b'"')
    yield "the pass with an umlaut behind it", to.gated_ask(cookie=b"bs_pass=" + premium + b"\xe4")
    yield "a no-break space behind the pass", to.gated_ask(cookie=b"bs_pass=" + premium + b"\xa0")
    yield "a no-break space before its name", to.gated_ask(cookie=b"\xa0bs_pass=" + premium)
    yield "a control byte before its name", to.gated_ask(cookie=b"\x1fbs_pass=" + premium)
    yield "another line's end before its name", to.gated_ask(cookie=b"\x85bs_pass=" + premium)
    yield "the pass as a crumb without a name", to.gated_ask(cookie=b"=" + premium)
    yield "the pass's name without a value", to.gated_ask(cookie=b"bs_pass")
    yield "the pass's name without a value behind a pass", to.gated_ask(cookie=b"bs_pass=" + premium + b"; bs_pass")
    yield "the pass and an empty one", to.gated_ask(cookie=b"bs_pass=" + premium + b"; bs_pass=")
    yield "the pass in Authorization", to.gated_ask(b"Authorization: Bearer " + premium)
    yield "the pass in Set-Cookie", to.gated_ask(b"Set-Cookie: bs_pass=" + premium)
    yield "the pass in Cookie2", to.gated_ask(b"Cookie2: bs_pass=" + premium)
    yield "the pass in the query", to.ask(path=to.gated + b"?bs_pass=" + premium)
    yield "a variant asked by name", to.gated_ask(b"X-Broadsheet-Variant: p")
    yield "benefits asked by name", to.gated_ask(b"X-Broadsheet-Benefits: apme", b"Broadsheet.Variant: 2")
    yield "four hundred cookies", to.gated_ask(cookie=b"; ".join(b"c%d=%d" % (at, at) for at in range(400)))
    for what, note in to.bad.items():
        yield f"a pass that is {what}", to.gated_ask(cookie=b"t=1; bs_pass=" + note)


def _values(to: Ground) -> Iterator[tuple[str, bytes]]:
    etag = to.etag
    yield "a zero byte in a value", to.ask(b"X: a\0b")
    yield "control bytes in a value", to.ask(b"X: \x01\x02\x7f")
    yield "a control byte in the encodings", to.ask(b"Accept-Encoding: br\x01")
    yield "letters of another script in a value", to.ask("Referer: https://x.example/נמל".encode())
    yield "a head of 8 kB", to.ask(b"X: " + b"y" * 8_100)
    yield "a head of 65 kB", to.ask(b"X: " + b"y" * 65_000)
    yield "a head of 200 kB", to.ask(b"X: " + b"y" * 200_000)
    yield "a hundred header lines", to.ask(*[b"X%d: y" % at for at in range(100)])
    yield "ten thousand header lines", to.ask(*[b"X%d: y" % at for at in range(10_000)])
    yield "a name of 9 kB", to.ask(b"X" * 9_000 + b": y")
    yield "any encoding", to.ask(b"Accept-Encoding: *")
    yield "no encoding", to.ask(b"Accept-Encoding:")
    yield "no encoding will do", to.ask(b"Accept-Encoding: identity;q=0, br;q=0")
    yield "Brotli refused", to.ask(b"Accept-Encoding: br;q=0, gzip")
    yield "gzip liked better", to.ask(b"Accept-Encoding: br;q=0.2, gzip;q=0.9")
    yield "encodings in capitals", to.ask(b"Accept-Encoding: BR, GZIP")
    yield "encodings with a stray comma", to.ask(b"Accept-Encoding: ,, br ,")
    yield "an encoding twice", to.ask(b"Accept-Encoding: br, br;q=0")
    yield "encodings in two lines", to.ask(b"Accept-Encoding: br", b"Accept-Encoding: gzip")
    yield "a weight that is none", to.ask(b"Accept-Encoding: br;q=abc")
    yield "a weight above one", to.ask(b"Accept-Encoding: br;q=1.001")
    yield "a weight of too many figures", to.ask(b"Accept-Encoding: br;q=0.00001, gzip;q=0.5")
    yield "a long line of encodings", to.ask(b"Accept-Encoding: " + b"x, " * 500 + b"br")
    yield "whatever copy I have", to.ask(b"If-None-Match: *")
    yield "the very copy I have", to.ask(b"If-None-Match: " + etag)
    yield "the copy I have, weakly", to.ask(b"If-None-Match: W/" + etag)
    yield "the copy I have among others", to.ask(b'If-None-Match: "a", W/' + etag + b' , "b"')
    yield "a copy nobody has", to.ask(b'If-None-Match: W/"x", "y"')
    yield "a copy without quotes", to.ask(b"If-None-Match: " + etag.strip(b'"'))
    yield "the copy I have in two lines", to.ask(b'If-None-Match: "x"', b"If-None-Match: " + etag)
    yield "the copy I have, by HEAD", to.ask(b"If-None-Match: " + etag, method=b"HEAD")
    yield "the open page's copy at the gated page", to.gated_ask(b"If-None-Match: " + etag)
    yield "whatever copy I have of the gated page", to.gated_ask(b"If-None-Match: *")
    yield "an empty If-None-Match", to.ask(b"If-None-Match:")
    yield "If-None-Match of commas", to.ask(b"If-None-Match: ,,,")
    yield "ten thousand copies I have", to.ask(b"If-None-Match: " + b'"x", ' * 1_000)
    yield "If-Modified-Since", to.ask(b"If-Modified-Since: Tue, 24 Nov 2026 00:00:00 GMT")
    yield "If-Match", to.ask(b'If-Match: "x"')
    yield "If-Unmodified-Since", to.ask(b"If-Unmodified-Since: Tue, 24 Nov 1999 00:00:00 GMT")
    yield "a range", to.ask(b"Range: bytes=0-3")
    yield "a range of the gated page", to.gated_ask(b"Range: bytes=0-", cookie=b"bs_pass=" + to.good["a"])
    yield "a thousand ranges", to.ask(b"Range: bytes=" + b",".join(b"%d-" % at for at in range(1_000)), path=to.static)
    yield "If-Range", to.ask(b"Range: bytes=0-3", b"If-Range: " + etag)
    yield "somebody's name and password", to.ask(b"Authorization: Basic YTpi")
    yield "another method by a header", to.ask(b"X-HTTP-Method-Override: DELETE", b"X-Method-Override: POST")
    yield "a character set of old", to.ask(b"Accept-Charset: utf-7", b"Accept-Language: " + b"he," * 200)


def _connections(to: Ground) -> Iterator[tuple[str, bytes]]:
    plain = to.ask()
    yield (
        "HTTP/2 over plain wire",
        to.ask(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA") + plain,
    )
    yield "an upgrade alone", to.ask(b"Upgrade: h2c") + plain
    yield "a connection that wants an upgrade to nothing", to.ask(b"Connection: Upgrade") + plain
    yield "an upgrade to what nobody knows", to.ask(b"Connection: Upgrade", b"Upgrade: foo") + plain + plain
    yield (
        "a web socket",
        to.ask(b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: eA==") + plain,
    )
    yield "an upgrade with a body", to.ask(b"Connection: Upgrade", b"Upgrade: foo", b"Content-Length: 3", method=b"POST") + b"a=b" + plain
    yield "a client that waits to be asked", to.ask(b"Expect: 100-continue")
    yield (
        "a client that waits to be asked for its body",
        to.ask(b"Expect: 100-continue", b"Content-Length: 3", method=b"POST") + b"a=b" + plain,
    )
    yield "a client that expects something else", to.ask(b"Expect: x")
    yield "a last request", to.ask(b"Connection: close") + plain
    yield "a last request in capitals", to.ask(b"Connection: Close")
    yield "a request that is last and is not", to.ask(b"Connection: keep-alive, close") + plain
    yield "a request that is last and is not in two lines", to.ask(b"Connection: keep-alive", b"Connection: close") + plain
    yield "a connection that names a cookie", to.gated_ask(b"Connection: Cookie", cookie=b"bs_pass=" + to.good["p"])
    yield "a proxy's connection", to.ask(b"Proxy-Connection: close", b"Keep-Alive: timeout=99999") + plain
    yield "an empty connection", to.ask(b"Connection:") + plain


KINDS = (
    _readers,
    _framing,
    _lengths,
    _other_tongues,
    _addresses,
    _marks_in_addresses,
    _words_of_the_first_line,
    _hosts,
    _cookies,
    _values,
    _connections,
)
