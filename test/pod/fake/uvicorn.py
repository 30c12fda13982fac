"""Stands in for uvicorn's `run`: serves a handler of http.server on a socket where it is given one, as uvicorn does, else on a port."""

import http.server
import os
import socketserver


class OnSocket(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    # Fewer than the real one lets wait, so that a frozen server soon has no room for more.
    request_queue_size = 5


def run(handler, host="127.0.0.1", port=8000, uds=None):
    if uds is None:
        return http.server.ThreadingHTTPServer((host, port), handler).serve_forever()
    server = OnSocket(uds, handler)
    # Everybody may connect who gets into the folder. Source: uvicorn 0.29, server.py.
    os.chmod(uds, 0o666)
    return server.serve_forever()
