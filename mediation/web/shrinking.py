"""Sends pages, styles and scripts compressed where the browser takes it: weak networks, and data one pays for.

A page whose address carries somebody's words (`?…`) stays as it is: its length must not tell what else is on it.
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

KINDS = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"})
LEAST = 1024
LEVEL = 5


def init_app(app: Flask) -> None:
    """Compress the answers of an application."""
    app.after_request(shrink)


def shrink(response: Response) -> Response:
    """Compress one answer if that is worth it and harmless."""
    if response.mimetype not in KINDS or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    asset = request.endpoint == "static"
    if request.method != "GET" or "gzip" not in request.accept_encodings or (request.query_string and not asset):
        return response
    response.direct_passthrough = False
    whole = response.get_data()
    if len(whole) >= LEAST:
        response.set_data(_kept(whole) if asset else gzip.compress(whole, LEVEL))
        response.headers["Content-Encoding"] = "gzip"
        if asset:
            response.headers.pop("ETag", None)
    return response


@lru_cache(maxsize=64)
def _kept(whole: bytes) -> bytes:
    """A file of ours, compressed once."""
    return gzip.compress(whole, 9)
