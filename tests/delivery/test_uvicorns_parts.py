"""The parts of uvicorn that the doorkeeper and the fast lane lean on. They are nobody's promise: uvicorn is pinned, and whoever raises it reads here
what must be looked at again."""

import asyncio
import inspect
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from tests.delivery.attacks_wire import Wire
from tests.delivery.readers import run

REPOSITORY = Path(__file__).resolve().parents[2]


async def app(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def a_protocol() -> tuple[HttpToolsProtocol, Wire]:
    config = uvicorn.Config(app, ws="none", lifespan="off", access_log=False, server_header=False)
    config.load()
    protocol, wire = HttpToolsProtocol(config=config, server_state=ServerState(), app_state={}), Wire()
    protocol.connection_made(wire)
    return protocol, wire


def test_uvicorn_and_its_parser_are_pinned_to_the_versions_that_were_read() -> None:
    asked = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {f"uvicorn=={version('uvicorn')}", f"httptools=={version('httptools')}"} <= set(asked)
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    assert f"uvicorn=={version('uvicorn')} " in lock
    assert f"httptools=={version('httptools')} " in lock


def test_a_protocol_is_made_with_these_words() -> None:
    assert list(inspect.signature(HttpToolsProtocol).parameters) == ["config", "server_state", "app_state", "_loop"]
    made = inspect.getsource(uvicorn.Server.startup)
    assert "config.http_protocol_class(" in made
    assert "create_server(create_protocol, sock=sock, ssl=config.ssl, backlog=config.backlog)" in made


def test_these_verbs_are_the_parsers_and_the_servers() -> None:
    verbs = {
        "connection_made": ["self", "transport"], "data_received": ["self", "data"], "on_message_begin": ["self"], "on_header": ["self", "name", "value"],
        "on_headers_complete": ["self"],
        "on_body": ["self", "body"], "on_message_complete": ["self"], "timeout_keep_alive_handler": ["self"], "send_400_response": ["self", "msg"],
        "connection_lost": ["self", "exc"], "_start_asgi_task": ["self", "cycle", "app"],
    }  # fmt: skip
    assert {name: list(inspect.signature(getattr(HttpToolsProtocol, name)).parameters) for name in verbs} == verbs


def test_a_new_connection_has_these_parts() -> None:
    async def look() -> None:
        protocol, wire = await a_protocol()
        state = protocol.server_state
        assert (protocol.cycle, list(protocol.pipeline), protocol.transport) == (None, [], wire)
        assert protocol.connections is state.connections == {protocol}
        assert isinstance(protocol.flow, FlowControl)
        assert (protocol.flow.write_paused, protocol.flow.read_paused) == (False, False)
        assert protocol.parser.should_upgrade() is False
        assert protocol.tasks is state.tasks
        protocol.connection_lost(None)
        assert protocol.parser is None
        assert state.connections == set()

    run(look())


def test_an_answer_runs_in_a_cycle_that_says_when_it_is_complete() -> None:
    async def ask() -> None:
        protocol, wire = await a_protocol()
        protocol.server_state.default_headers = [(b"date", b"now")]
        protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 2)
        assert isinstance(protocol.cycle, RequestResponseCycle)
        assert protocol.cycle.response_complete is False
        assert len(protocol.pipeline) == 1  # the second waits, and reading is paused
        assert protocol.flow.read_paused
        assert (protocol.url, protocol.headers) == (b"/", [(b"host", b"x")])
        while protocol.tasks:
            await asyncio.wait(list(protocol.tasks))
        assert protocol.cycle.response_complete
        assert not protocol.pipeline
        one = b"HTTP/1.1 200 OK\r\ndate: now\r\ncontent-length: 2\r\n\r\nok"
        assert bytes(wire.out) == one * 2  # status line, the server's own headers, the application's, as they were given
        assert protocol.timeout_keep_alive_task is not None
        protocol.connection_lost(None)

    run(ask())


def test_the_servers_own_headers_are_a_new_list_each_second() -> None:
    async def tick() -> None:
        config = uvicorn.Config(app, ws="none", lifespan="off", server_header=False)
        config.load()
        server = uvicorn.Server(config)
        await server.on_tick(0)
        first = server.server_state.default_headers
        await server.on_tick(1)
        assert server.server_state.default_headers is first
        await server.on_tick(10)
        assert server.server_state.default_headers is not first
        assert [name for name, _ in first] == [b"date"]

    run(tick())
