"""`juesuan health`: whether the home is well, for monitoring that asks over HTTP."""

from pathlib import Path

import click

from orchestration.cli.console import console, home_option, places, raw_option, stop
from orchestration.cli.doctor import max_age, max_age_option

PORT = 3010


@click.command()
@raw_option
@home_option
@max_age_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=PORT, show_default=True)
def health(raw: Path | None, home: Path | None, max_age_hours: float | None, host: str, port: int) -> None:
    """Answer GET /health for monitoring: 200 where the home is well, 503 where it is not; until interrupted."""
    from orchestration.cli.health_server import PATH, HealthServer

    settings = places(raw, home)
    try:
        server = HealthServer((host, port), settings, max_age(max_age_hours))
    except OSError as fault:
        stop(f"port {port} of {host} cannot be had 端口不可用: {fault.strerror}")
    console.print(f"http://{host}:{server.server_port}{PATH}", markup=False)
    with server:
        server.serve_forever()
