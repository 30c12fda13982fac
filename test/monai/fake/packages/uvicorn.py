"""Stands in for uvicorn's `run`: serves a handler of http.server on the socket that it is given."""

import socketserver


class OnSocket(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


def run(handler, uds):
    OnSocket(uds, handler).serve_forever()
