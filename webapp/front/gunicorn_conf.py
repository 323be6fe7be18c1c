"""How gunicorn runs the front; the names are gunicorn's settings (docs.gunicorn.org)."""

from __future__ import annotations

import resource
import signal
import sys
from typing import Any

from webapp import logs, numbers
from webapp.front import garbage
from webapp.settings import Settings

_settings = Settings.read()
_address = f"[{_settings.host}]" if ":" in _settings.host else _settings.host
NEEDED_FILES = 4096

bind = f"{_address}:{_settings.port}"
workers = _settings.web_workers
worker_class = "webapp.front.worker.Worker"
asgi_lifespan = "on"
worker_connections = 5000
limit_request_line = 8190
graceful_timeout = 3
keepalive = 75
timeout = 60
accesslog = None
logconfig_dict = logs.config(_settings)
# The supervisor steers; a service has no home, where gunicorn would put a socket for it.
control_socket_disable = True
certfile = _settings.cert or None
keyfile = _settings.key or None
# Without a declared proxy nobody may say which scheme or address a client has.
forwarded_allow_ips = "*" if _settings.proxies else ""


def on_starting(server: Any) -> None:
    """As many descriptors as the system allows: every stream is one."""
    numbers.forget_dead(_settings.folder)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < NEEDED_FILES:
        said = f"Only {hard} files may be open here, so about {hard - 200} streams (ulimit -n)."
        print(said, file=sys.stderr)


def post_fork(server: Any, worker: Any) -> None:
    """The numbers of all workers are added up; nothing has imported prometheus-client yet."""
    numbers.share(_settings.folder)


def child_exit(server: Any, worker: Any) -> None:
    """A worker that died is started again by gunicorn, and counted here."""
    numbers.forget(_settings.folder, worker.pid)
    numbers.Restarts(_settings.folder).count("web")


def post_worker_init(worker: Any) -> None:
    """SIGTERM ends the streams at once; gunicorn itself would wait for them."""

    def leave() -> None:
        worker.handle_exit_signal()
        worker.asgi.end_streams()

    worker.loop.add_signal_handler(signal.SIGTERM, leave)
    garbage.settle()
