"""Unusual and malformed requests, each with the reactions that RFC 9112 allows a server."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class May(Enum):
    """The reactions to a request that a server may choose from."""

    ANSWER = "answer it"
    REFUSE = "refuse it, and close"
    EITHER = "answer or refuse it"


class Case(NamedTuple):
    """A request as bytes. Its name says what is odd about it.

    A case that is answered is complete, so that the next request begins after it, unless the
    connection `closes`.
    """

    name: str
    data: bytes
    may: May
    closes: bool = False


TARGET = b"/en/events/talks/"
"""The target of the cases."""

HIDDEN = b"/en/events/signing.ics"
"""The target of requests hidden in bodies: a reader that conforms to RFC 9112 does not find them.
"""

_HOST = b"Host: x\r\n"
_SMUGGLED = b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % HIDDEN
_CHUNKS = b"5\r\nhello\r\n0\r\n\r\n"
_HIDDEN = b"0\r\n\r\n" + _SMUGGLED
_LENGTH = b"Content-Length: %d" % len(_SMUGGLED)
_LENGTH_OF_HIDDEN = b"Content-Length: %d" % len(_HIDDEN)


def _get(*lines: bytes, line: bytes = b"GET %s HTTP/1.1" % TARGET, host: bytes = _HOST) -> bytes:
    return b"%b\r\n%b%b\r\n" % (line, host, b"".join(b"%b\r\n" % header for header in lines))


def _post(*lines: bytes, body: bytes = b"") -> bytes:
    return _get(*lines, line=b"POST %s HTTP/1.1" % TARGET) + body


def _line(line: bytes) -> bytes:
    return _get(line=line)


A, R, E = May.ANSWER, May.REFUSE, May.EITHER
_TE = b"Transfer-Encoding: chunked"

CASES = [
    # --- valid requests, some of them rare ---
    Case("get", _get(), A),
    Case("head", _line(b"HEAD %s HTTP/1.1" % TARGET), A),
    Case("options", _line(b"OPTIONS %s HTTP/1.1" % TARGET), A),
    Case("empty lines before (2.2)", b"\r\n\r\n" + _get(), E),
    Case("absolute form (3.2.2)", _line(b"GET http://x%s HTTP/1.1" % TARGET), A),
    Case("absolute form of another", _line(b"GET http://evil.example%s HTTP/1.1" % TARGET), E),
    Case("absolute form without a path", _line(b"GET http://x HTTP/1.1"), E),
    Case("asterisk form (3.2.4)", _line(b"OPTIONS * HTTP/1.1"), E),
    Case("asterisk form of GET", _line(b"GET * HTTP/1.1"), E),
    Case("authority form (3.2.3)", _line(b"CONNECT x:443 HTTP/1.1"), E, closes=True),
    Case("authority form of GET", _line(b"GET x:443 HTTP/1.1"), E),
    Case("a body by its length", _post(b"Content-Length: 5", body=b"hello"), A),
    Case("a body that looks like a request", _post(_LENGTH, body=_SMUGGLED), A),
    Case("an empty body", _post(b"Content-Length: 0"), A),
    Case("a body of GET", _get(_LENGTH) + _SMUGGLED, A),
    Case("a body of HEAD", _post(b"Content-Length: 5", body=b"hello").replace(b"POST", b"HEAD"), E),
    Case("chunks", _post(_TE, body=_CHUNKS), A, closes=True),
    Case("chunks of GET", _get(_TE) + _CHUNKS, A, closes=True),
    Case("no chunk", _post(_TE, body=b"0\r\n\r\n"), A, closes=True),
    Case(
        "chunk that looks like a request",
        _post(_TE, body=b"%x\r\n%b\r\n0\r\n\r\n" % (len(_SMUGGLED), _SMUGGLED)),
        A,
        closes=True,
    ),
    Case(
        "chunk extension (7.1.1)", _post(_TE, body=b"5;a=b\r\nhello\r\n0;c\r\n\r\n"), A, closes=True
    ),
    Case(
        "quoted chunk extension",
        _post(_TE, body=b'5;a="b c"\r\nhello\r\n0\r\n\r\n'),
        E,
        closes=True,
    ),
    Case("trailer (7.1.2)", _post(_TE, body=b"5\r\nhello\r\n0\r\nX: y\r\n\r\n"), A, closes=True),
    Case(
        "framing in the trailer",
        _post(_TE, body=b"0\r\nContent-Length: 41\r\n\r\n"),
        E,
        closes=True,
    ),
    Case(
        "chunk size with zeros", _post(_TE, body=b"00005\r\nhello\r\n000\r\n\r\n"), E, closes=True
    ),
    Case(
        "expects to go on", _post(b"Expect: 100-continue", b"Content-Length: 5", body=b"hello"), A
    ),
    Case("expects without a body", _get(b"Expect: 100-continue"), A),
    Case("expects something else", _get(b"Expect: magic"), E),
    Case("would upgrade", _get(b"Connection: Upgrade", b"Upgrade: h2c"), A),
    Case(
        "would be a websocket",
        _get(
            b"Connection: Upgrade",
            b"Upgrade: websocket",
            b"Sec-WebSocket-Key: eA==",
            b"Sec-WebSocket-Version: 13",
        ),
        A,
    ),
    Case("old version", _get(line=b"GET %s HTTP/1.0" % TARGET), A, closes=True),
    Case(
        "old version without a host",
        _get(line=b"GET %s HTTP/1.0" % TARGET, host=b""),
        A,
        closes=True,
    ),
    Case(
        "old version that would stay",
        _get(b"Connection: keep-alive", line=b"GET %s HTTP/1.0" % TARGET),
        A,
        closes=True,
    ),
    Case(
        "old version with chunks (6.1)",
        _get(_TE, line=b"POST %s HTTP/1.0" % TARGET) + _CHUNKS,
        E,
        closes=True,
    ),
    Case("closes", _get(b"Connection: close"), A, closes=True),
    Case("closes among others", _get(b"Connection: x, CLOSE , y"), A, closes=True),
    Case("a name that means nothing", _get(b"X-Anything-At_all: 1"), A),
    Case("an empty value", _get(b"X:"), A),
    Case("spaces around a value", _get(b"X: \t y \t "), A),
    Case("bytes beyond ASCII", _get(b"X: \xff\xfe\x80"), E),
    Case("percent signs", _line(b"GET /%00%2e%2e%2f%0d%0aX:%20y HTTP/1.1"), A),
    # --- two statements about the length of the body (6.3) ---
    Case("length and chunks", _post(_LENGTH_OF_HIDDEN, _TE, body=_HIDDEN), E, closes=True),
    Case("chunks and length", _post(_TE, _LENGTH_OF_HIDDEN, body=_HIDDEN), E, closes=True),
    Case("short length and chunks", _post(b"Content-Length: 4", _TE, body=_HIDDEN), E, closes=True),
    Case("two lengths", _post(b"Content-Length: 0", _LENGTH, body=_SMUGGLED), R),
    Case("two equal lengths", _post(b"Content-Length: 5", b"Content-Length: 5", body=b"hello"), E),
    Case("lengths in a list", _post(b"Content-Length: 0, 41", body=_SMUGGLED), R),
    Case("equal lengths in a list", _post(b"Content-Length: 5, 5", body=b"hello"), E),
    *(
        Case(f"length {length!r}", _post(b"Content-Length: %b" % length, body=_SMUGGLED), R)
        for length in (
            *(
                b"-1",
                b"+41",
                b"0x29",
                b"41.0",
                b"4 1",
                b"41a",
                b"",
                b" ",
                b"41;",
                b"\x0b41",
                b"1e1",
            ),
            *(b"18446744073709551657", b"9" * 40, b"\xd9\xa4\xd9\xa1", b"4_1", b"NaN"),
        )
    ),
    Case("length with zeros", _post(b"Content-Length: 0005", body=b"hello"), E),
    *(
        Case(f"coding {coding!r}", _post(b"Transfer-Encoding: %b" % coding, body=_HIDDEN), R)
        for coding in (
            *(b"xchunked", b"chunked, identity", b"chunked, gzip", b"identity", b"gzip", b"cow"),
            *(b"", b"chunked;q=1", b'"chunked"', b"\x0bchunked", b"chunked\x00", b"chunke"),
            *(b"chunked\xa0", b"ch\xc3\xbcnked"),
        )
    ),
    *(
        Case(
            f"coding {coding!r}",
            _post(b"Transfer-Encoding: %b" % coding, body=_HIDDEN),
            E,
            closes=True,
        )
        for coding in (
            b"chunked, chunked",
            b"gzip, chunked",
            b",chunked",
            b"chunked,",
            b"CHUNKED",
            b"\tchunked\t",
            b"identity, chunked",
        )
    ),
    Case("two codings", _post(_TE, b"Transfer-Encoding: identity", body=_HIDDEN), R),
    Case(
        "two codings, the other way",
        _post(b"Transfer-Encoding: identity", _TE, body=_HIDDEN),
        E,
        closes=True,
    ),
    *(
        Case(
            f"{name!r} for a coding",
            _post(_LENGTH_OF_HIDDEN, b"%b chunked" % name, body=_HIDDEN),
            may,
        )
        for name, may in (
            (b"Transfer-Encoding :", R),  # section 5.1
            (b"Transfer-Encoding\t:", R),
            (b" Transfer-Encoding:", R),  # section 2.2, or obs-fold
            (b"Transfer\xadEncoding:", R),
            (b"Transfer-Encoding\x00:", R),
            (b"Transfer-Encoding", R),
            (b"Transfer_Encoding:", E),
            (b"X\rTransfer-Encoding:", R),
            (b"Transfer-Encoding\r:", R),
            (b"X: y\rTransfer-Encoding:", R),
            (b"X: y\nTransfer-Encoding:", E),
            (b"X: y\x00\nTransfer-Encoding:", R),
        )
    ),
    Case("space before the colon of a length", _post(b"Content-Length : 41", body=_SMUGGLED), R),
    # --- malformed chunks (7.1) ---
    *(
        Case(f"chunk {chunk!r}", _post(_TE, body=chunk), R)
        for chunk in (
            b"-5\r\nhello\r\n0\r\n\r\n",
            b"+5\r\nhello\r\n0\r\n\r\n",
            b"0x5\r\nhello\r\n0\r\n\r\n",
            b"g\r\nhello\r\n0\r\n\r\n",
            b"\r\nhello\r\n0\r\n\r\n",
            b" 5\r\nhello\r\n0\r\n\r\n",
            b"5\r\nhello0\r\n\r\n",
            b"5\r\nhelloXX0\r\n\r\n",
            b"4\r\nhello\r\n0\r\n\r\n",
            b"10000000000000005\r\nhello\r\n0\r\n\r\n",
            b"5\x00\r\nhello\r\n0\r\n\r\n",
            b"5;\x00\r\nhello\r\n0\r\n\r\n",
            b"5\r\nhello\r\n0\r\nX y\r\n\r\n",
            b"5\r\nhello\r\n0\r\nX : y\r\n\r\n",
        )
    ),
    *(
        Case(f"chunk {chunk!r}", _post(_TE, body=chunk), E, closes=True)
        for chunk in (
            b"5\nhello\r\n0\r\n\r\n",
            b"5\r\nhello\n0\r\n\r\n",
            b"5;a\nhello\r\n0\r\n\r\n",
            b"5\r\nhello\r\n0\n\n",
            b"5 \r\nhello\r\n0\r\n\r\n",
            b'5;a="\r\n"\r\nhello\r\n0\r\n\r\n',
        )
    ),
    # --- lines and names (2.2, 5) ---
    Case("folded", _get(b"X: y", b" z"), E),
    Case("folded with a tab", _get(b"X: y", b"\tTransfer-Encoding: chunked"), E),
    Case("folded at the first", _get(host=b" X: y\r\nHost: x\r\n"), E),
    Case("folded length", _post(b"Content-Length:", b" 41", body=_SMUGGLED), E),
    Case("bare line feeds", _get().replace(b"\r\n", b"\n"), E),
    Case("a bare line feed", _get(b"X: y\nY: z"), E),
    Case("a bare carriage return", _get(b"X: y\rY: z"), E),
    Case("carriage returns alone", _get().replace(b"\r\n", b"\r"), R),
    Case("line feed before the empty line", _get()[:-2] + b"\n", E),
    Case("two carriage returns", _get(b"X: y\r"), E),
    Case("a name with a space", _get(b"X Y: z"), R),
    Case("no name", _get(b": z"), R),
    Case("no colon", _get(b"X"), R),
    Case("a name in brackets", _get(b"X(Y): z"), R),
    Case("a name beyond ASCII", _get(b"X\xff: z"), R),
    Case("NUL in a name", _get(b"X\x00: z"), R),
    Case("NUL in a value", _get(b"X: y\x00z"), R),
    Case("a control character in a value", _get(b"X: y\x01z"), E),
    Case("no host", _get(host=b""), R),
    Case("two hosts", _get(b"Host: x"), R),
    Case("two other hosts", _get(b"Host: y"), R),
    Case("an empty host (3.2)", _get(host=b"Host:\r\n"), A),
    *(
        Case(f"host {host!r}", _get(host=b"Host: %b\r\n" % host), A)
        for host in (
            b"x.example:80",
            b"xn--4ca.example",
            b"[::1]:8080",
            b"a_b",
            b"x:",
            b"127.0.0.1",
            b"%41",
        )
    ),
    *(
        Case(f"host {host!r}", _get(host=b"Host: %b\r\n" % host), R)  # section 3.2
        for host in (
            *(b"a b", b"a/b", b"a@b", b"a?b", b"a#b", b"a\\b", b"x:y", b"x:80:80", b"[::1", b"::1"),
            *(
                b"a, b",
                b"http://x",
                b"\xff\xe4",
                b'"x"',
                b"<x>",
                b"[x]y",
                b"%4",
                b"x\ty",
                b"x:80, y",
            ),
        )
    ),
    Case("a host with a space before the colon", _get(host=b"Host : x\r\n"), R),
    # --- the first line (3) ---
    *(
        Case(f"line {line!r}", _line(line), R)
        for line in (
            b"GET",
            b"GET HTTP/1.1",
            b"%s" % TARGET,
            b"GET %s http/1.1" % TARGET,
            b"GET %s HTTP/1.1 x" % TARGET,
            b"GET %s x HTTP/1.1" % TARGET,
            b"GET %s HTTP/1" % TARGET,
            b"GET %s HTTP/11" % TARGET,
            b"GET %s HTTP/1.11" % TARGET,
            b"GET %s HTTP/x.y" % TARGET,
            b"GET %s HTTP/-1.1" % TARGET,
            b"GET %s HTTPS/1.1" % TARGET,
            b"GET %s ICY/1.1" % TARGET,
            b"GE\x00T %s HTTP/1.1" % TARGET,
            b"G(T %s HTTP/1.1" % TARGET,
            b"GET /\x00 HTTP/1.1",
            b"GET /a b HTTP/1.1",
            b"GET /a\x0bb HTTP/1.1",
            b"\x16\x03\x01\x02\x00\x01\x00",
        )
    ),
    *(
        Case(f"line {line!r}", _line(line), E)
        for line in (
            b" GET %s HTTP/1.1" % TARGET,
            b"GET  %s HTTP/1.1" % TARGET,
            b"GET\t%s HTTP/1.1" % TARGET,
            b"GET %s  HTTP/1.1" % TARGET,
            b"GET %s HTTP/1.1 " % TARGET,
            b"get %s HTTP/1.1" % TARGET,
            b"BREW %s HTTP/1.1" % TARGET,
            b"PROPFIND %s HTTP/1.1" % TARGET,
            b"GET %s HTTP/1.2" % TARGET,
            b"GET %s#part HTTP/1.1" % TARGET,
            b"GET en/ HTTP/1.1",
            b"GET /\xff\xfe HTTP/1.1",
            b"GET /\xe4\xb8\xad HTTP/1.1",
            b"GET //evil.example/.. HTTP/1.1",
            b"GET http:///en/ HTTP/1.1",
            b"GET http://[::1/en/ HTTP/1.1",
            b"GET http://x:99999/en/ HTTP/1.1",
            b"GET javascript:alert(1) HTTP/1.1",
            b"GET /\x7f HTTP/1.1",
        )
    ),
    *(
        Case(f"line {line!r}", _line(line), E, closes=True)  # RFC 9110, section 2.5
        for line in (b"GET %s HTTP/0.9" % TARGET, b"GET %s HTTP/2.0" % TARGET)
    ),
    Case("a version without a dot", _line(b"GET %s HTTP/3" % TARGET), R),
    Case("HTTP/0.9", b"GET %s\r\n" % TARGET, R),
    Case(
        "the preface of HTTP/2",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00",
        R,
    ),
    Case("a proxy's own line", b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + _get(), R),
    Case(
        "an upgrade with a body",
        _post(b"Connection: Upgrade", b"Upgrade: h2c", _LENGTH, body=_SMUGGLED),
        E,
    ),
    Case(
        "an upgrade with chunks",
        _post(b"Connection: Upgrade", b"Upgrade: h2c", _TE, body=_HIDDEN),
        E,
        closes=True,
    ),
    Case("many headers", _get(*(b"X-%d: y" % n for n in range(900))), E),
    Case("a head too long", _get(b"X: " + b"y" * 20_000), R),
    Case("a line too long", _line(b"GET /%s HTTP/1.1" % (b"y" * 20_000)), R),
]
