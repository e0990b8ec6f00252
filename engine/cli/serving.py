"""``tongban serve`` and ``tongban worker``: everything that runs until it is told to stop."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import threading
from contextlib import ExitStack
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
from waitress.server import create_server

from engine.cli.opening import opened
from engine.cli.output import console, english, errors, progress
from engine.errors import UnavailableError
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.bootstrap import Tongban

REQUEST_BYTES = 24 * 1024 * 1024
SIMULATOR_ACCOUNT = "pay-nontax"
LOCAL = "127.0.0.1"


def _refuse_taken_port(host: str, port: int) -> None:
    """A sentence instead of a traceback where the port is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise UnavailableError(
                    f"Port {port} is taken, perhaps by a Tongban that runs already (http://{host}:{port}/). "
                    f"Stop it, or choose another: make run PORT={port + 1}, tongban serve --port {port + 1}.",
                    f"端口 {port} 已被占用，可能通办已在运行（http://{host}:{port}/）。"
                    f"请先停止它，或换一个端口：make run PORT={port + 1}，tongban serve --port {port + 1}。",
                ) from error
            raise UnavailableError(
                f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --host and --port.",
                f"无法监听 {host}:{port}：{error.strerror}，请用 --host 和 --port 指定其他地址。",
            ) from error


def _prepare(tongban: Tongban) -> None:
    """Offices, accounts and items, with a bar where it takes long."""
    with progress() as bar:
        task = bar.add_task("Offices and accounts" if english() else "机构与账号", total=None)
        tongban.seeds.offices_and_accounts(tongban.settings.logins)
        bar.update(task, total=1, completed=1)
        deploying = bar.add_task("Service items" if english() else "服务事项", total=None)

        def step(name: str) -> None:
            bar.update(deploying, description=name)

        tongban.definitions.deploy_folder(
            tongban.accounts.local_administrator(),
            processes=tongban.settings.processes,
            forms=tongban.settings.forms,
            progress=step,
        )


def _start_simulators(tongban: Tongban, port: int | None) -> Any:
    """The stand-ins of the national platforms, on the port that the settings name."""
    settings = tongban.settings
    wanted = urlsplit(settings.platform_url).port if port is None else port
    token = settings.platform_token
    callback = tongban.accounts.issue_token(
        tongban.accounts.local_administrator(), account_id=SIMULATOR_ACCOUNT, label="simulators"
    )
    return import_module("simulators").serve(
        port=wanted or 0,
        token=token or None,
        platform_url=settings.public_url,
        platform_token=callback.token,
        state_file=settings.var / "simulators.json",
    )


def _announce(tongban: Tongban, address: str, platforms: str | None) -> None:
    logins = tongban.settings.logins
    lines = [
        ("Tongban", f"[bold]{address}/[/bold]"),
        ("API", f"{address}/api/v1/docs"),
        ("Logins" if english() else "登录账号", str(logins)),
        ("Database" if english() else "数据库", tongban.settings.database.rsplit("@", 1)[-1]),
    ]
    if platforms:
        lines.append(
            (
                "Platforms" if english() else "外部平台",
                f"{platforms} ({'stand-ins' if english() else '模拟'})",
            )
        )
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        console.print(f"{name:<{width}}  {value}")
    console.print("Ctrl+C stops." if english() else "按 Ctrl+C 停止。")


def _until_stopped() -> threading.Event:
    stop = threading.Event()

    def end(_signal: int, _frame: object) -> None:
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, end)
    return stop


@click.command()
@click.option("--host", default=LOCAL, show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    envvar="PORT",
    help="Port to listen on.",
)
@click.option(
    "--threads", default=8, show_default=True, type=click.IntRange(1, 256), help="Requests handled at once."
)
@click.option(
    "--worker/--no-worker", default=True, show_default=True, help="Run the worker in this process too."
)
@click.option(
    "--simulators/--no-simulators",
    default=None,
    help="Stand-ins of the national platforms; by default only where TONGBAN_PLATFORM_URL is not set.",
)
@click.option(
    "--simulators-port",
    type=click.IntRange(0, 65535),
    help="Port of the stand-ins; 0 lets the system choose.",
)
@click.option(
    "--prepare/--no-prepare",
    default=True,
    show_default=True,
    help="Seed offices and accounts, deploy the items.",
)
def serve(
    *,
    host: str,
    port: int,
    threads: int,
    worker: bool,
    simulators: bool | None,
    simulators_port: int | None,
    prepare: bool,
) -> None:
    """Serve API and pages, with the worker and, for a trial, stand-ins of the national platforms."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = Settings.from_environment()
    _refuse_taken_port(host, port)
    address = f"http://{host}:{port}"
    if settings.public_url == Settings().public_url:
        settings = replace(settings, public_url=address)
    if simulators is None:
        simulators = settings.platform_url == Settings().platform_url and not settings.platforms
    stop = _until_stopped()
    with ExitStack() as stack:
        tongban = stack.enter_context(opened(settings))
        if prepare:
            _prepare(tongban)
        platforms = None
        if simulators:
            running = _simulators_or_say(tongban, simulators_port)
            stack.callback(running.close)
            platforms = running.url
            tongban = stack.enter_context(
                opened(replace(settings, platform_url=running.url, platform_token=running.token))
            )
        _run(
            tongban,
            host=host,
            port=port,
            threads=threads,
            worker=worker,
            stop=stop,
            announce=(address, platforms),
        )


def _simulators_or_say(tongban: Tongban, port: int | None) -> Any:
    try:
        return _start_simulators(tongban, port)
    except OSError:
        errors.print(
            "The port of the stand-ins is taken; they run on another one."
            if english()
            else "模拟平台的默认端口已被占用，已改用其他端口。"
        )
        return _start_simulators(tongban, 0)


def _run(
    tongban: Tongban,
    *,
    host: str,
    port: int,
    threads: int,
    worker: bool,
    stop: threading.Event,
    announce: tuple[str, str | None],
) -> None:
    """Serve until told to stop; then let requests and jobs that are under way end."""
    app = import_module("api").create_app(tongban)
    server = create_server(  # type: ignore[no-untyped-call]
        app, host=host, port=port, threads=threads, max_request_body_size=REQUEST_BYTES, ident="tongban"
    )
    jobs = threading.Thread(target=tongban.worker.run, args=(stop,), name="worker")
    web = threading.Thread(target=server.run, name="web", daemon=True)
    if worker:
        jobs.start()
    web.start()
    _announce(tongban, *announce)
    while not stop.wait(0.5):
        if not web.is_alive():
            stop.set()
    server.close()
    if worker:
        jobs.join()


@click.command()
def worker() -> None:
    """Run only the worker: timers, calls to platforms, messages between cases. Any number may run."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stop = _until_stopped()
    with opened() as tongban:
        console.print("The worker runs. Ctrl+C stops." if english() else "后台作业已启动，按 Ctrl+C 停止。")
        tongban.worker.run(stop)
