"""``gongshi serve``: the web service, with the projector beside it in embedded mode."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import nullcontext
from typing import Annotated

import typer

from gongshi.api.settings import Settings
from gongshi.cli.console import note
from gongshi.cli.state import State, state_of
from gongshi.records.problems import GongshiError


def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option("--host", metavar="HOST", help="监听地址 (default: GONGSHI_HOST).")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="PORT",
            min=0,
            max=65535,
            help="监听端口 (default: GONGSHI_PORT; 0: free).",
        ),
    ] = None,
) -> None:
    """启动查询服务。

    Serve GraphQL at /graphql, and /healthz, /readyz, /limits. In embedded mode the index is kept
    up to the ledger by the same process.
    """
    run_server(state_of(context), host, port)


def run_server(
    state: State,
    host: str | None = None,
    port: int | None = None,
    greet: Callable[[str], None] | None = None,
) -> None:
    """Serve until stopped; ``greet`` is told the address (``http://HOST:PORT``) before.

    Raises ``address_unusable`` when the address cannot be listened on.
    """
    # Imported here: the web stack would slow the start of every other command.
    import uvicorn  # noqa: PLC0415
    import uvloop  # noqa: PLC0415

    from gongshi.api.app import create_app  # noqa: PLC0415
    from gongshi.api.logs import configure  # noqa: PLC0415
    from gongshi.api.operator_app import listening  # noqa: PLC0415

    settings = _settings(state, host, port)
    configure(settings.log_format)
    listener = _listen(settings.host, settings.port)
    operator_port = settings.operator_port
    operator = None
    if operator_port is not None:
        operator = _listen(settings.operator_host, operator_port)
    with state.parts(create=True) as parts, listener, operator or nullcontext():
        state.check_clock(parts)
        clock = {} if state.now is None else {"now": state.instant}
        app = create_app(parts, settings, **clock)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=False,
        )
        address = _address(listener)
        if greet is not None:
            greet(address)
        note(f"{address}  正在服务，按 Ctrl-C 停止 (serving; Ctrl-C stops).")
        if operator is not None:
            note(f"{_address(operator)}/metrics  仅供运维 (for the operator alone).")

        async def run() -> None:
            async with listening(app.state.operator, operator):
                await uvicorn.Server(config).serve(sockets=[listener])

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run())


def _settings(state: State, host: str | None, port: int | None) -> Settings:
    given: dict[str, object] = {}
    if host is not None:
        given["host"] = host
    if port is not None:
        given["port"] = port
    return state.settings(**given)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound here, so that a taken port is a sentence and port 0 can be told."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named: asyncio turns Nagle's algorithm off for such sockets only, and an
    # answer in two writes would wait 40 ms for the acknowledgement of the first.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # from here on callers wait instead of being refused
    except OSError as error:
        listener.close()
        raise GongshiError(
            "address_unusable",
            address=f"{host}:{port}",
            reason=error.strerror or error,
        ) from None
    return listener
