"""The parent of a server's processes: it starts them, replaces those that die, and answers nothing.

It imports neither Flask nor the reader of files, to stay small.
"""

from __future__ import annotations

import select
import socket
from functools import partial

from uvicorn import Config

from itinerary.serve.publisher_process import PublisherProcess
from itinerary.serve.settings import Settings
from itinerary.serve.site_server import load_worker
from itinerary.serve.sockets import BACKLOG
from itinerary.serve.worker_supervisor import Supervisor

IDLE = 75
"""Seconds for which a connection may be idle; as long as nginx keeps one to us."""

PATIENCE = 30
"""Seconds that a worker has for its last answers, and for each answer to a health check."""

LOOP = "itinerary.serve.accept:Loop"
"""The event loop where the system has epoll; uvicorn's choice elsewhere."""

PROTOCOL = "itinerary.serve.fast_path:Protocol"


def run(settings: Settings, listener: socket.socket, publisher: PublisherProcess) -> None:
    """Serve until SIGTERM or SIGINT, which let every request have its answer. SIGHUP replaces one
    worker after another.

    The workers accept connections from one socket that this process holds, so no connection is
    lost between an old worker and a new one.
    """
    config = Config(
        partial(load_worker, settings, publisher.board),
        factory=True,
        http=PROTOCOL,
        loop=LOOP if hasattr(select, "epoll") else "auto",
        ws="none",
        lifespan="off",
        interface="asgi3",
        workers=settings.workers,
        proxy_headers=False,  # no answer depends on them
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="error",
        backlog=BACKLOG,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=PATIENCE,
        timeout_worker_healthcheck=PATIENCE,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
    )
    Supervisor(config, [listener], publisher).run()
