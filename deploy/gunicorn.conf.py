"""gunicorn: two processes of two threads, which is enough for fifty people on two cores.

Loaded by ``deploy/prepare.py --serve``. A proxy in front is for TLS; a slow client only holds a thread.
"""
import os
import socket
import sys
from typing import Any

HOST, PORT = "127.0.0.1", int(os.environ.get("PORT", "8000"))

bind = f"{HOST}:{PORT}"
workers = 2
threads = 2
# one import for all workers: half the memory, and the second process is up at once
preload_app = True
umask = 0o077
timeout = 120
graceful_timeout = 30
# a worker that has served long is replaced, so that memory cannot grow for months
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
forwarded_allow_ips = "127.0.0.1"


def on_starting(server: Any) -> None:
    """Say in one line that the port is taken, instead of five attempts and a stack trace."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as problem:
            sys.exit(f"端口 {PORT} 不能使用（{problem.strerror}）：请停止占用它的程序，或换端口：PORT=8001 make run")


def when_ready(server: Any) -> None:
    """Tell where the portal is, once it answers."""
    print(f"门户已就绪：http://{HOST}:{PORT}  （按 Ctrl+C 停止）", flush=True)
