"""Large files go from the event loop to the client, so that a slow one holds no thread."""

from __future__ import annotations

from typing import BinaryIO

from webapp.api.site import Site
from webapp.errors import Problem
from webapp.front.asgi import Request, Send, start
from webapp.front.threads import Threads

CHUNK = 1 << 18


async def send_state(
    request: Request, send: Send, site: Site, threads: Threads, run_id: str
) -> None:
    """`/api/runs/<id>/state`: the newest checkpoint of a run as a safetensors file."""
    file, name = await threads.run(_state_of, site, run_id)
    with file:
        left = await threads.run(file.seek, 0, 2)
        await threads.run(file.seek, 0)
        await send(start(200, _headers(name, left)))
        while left > 0 and request.method != "HEAD":
            part = await threads.run(file.read, min(CHUNK, left))
            if not part:
                break
            left -= len(part)
            await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _state_of(site: Site, run_id: str) -> tuple[BinaryIO, str]:
    run = site.store.get(run_id)
    if run is None:
        raise Problem("unknown_run", got=run_id)
    try:
        return site.files.open(run_id), f"{run.demo}-{run_id[:8]}.safetensors"
    except FileNotFoundError:
        raise Problem("no_state") from None


def _headers(name: str, size: int) -> dict[str, str]:
    return {
        "content-type": "application/octet-stream",
        "content-length": str(size),
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
