"""`mediation init | demo | serve | ticker`: make an office ready and run it."""

import logging
import sys
import threading
from typing import Any

import click
import waitress
from rich.progress import track

from mediation.app import create_app, office_of, steady_memory
from mediation.cli.common import office_at, ready_office, refuse_unready, say_findings
from mediation.config import Config
from mediation.errors import ModelRefused
from mediation.services import demo_clock
from mediation.services.demo import demo_cases, demo_password, play_demo_case, set_up_demo
from mediation.services.fire_timers import tick_until
from mediation.services.set_up import set_up
from mediation.services.statistics import warm_until
from mediation.store.health import look
from mediation.store.log_folding import fold_until

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
def init() -> None:
    """Make the database, the keys and the factory's models ready (again and again without harm)."""
    config = Config.from_environment()
    click.echo(f"数据目录  {config.data}")
    office = office_at(config)
    if not look(office.store)["database"]:
        raise click.ClickException(f"数据库打不开:请看看 {office.store.place} 是不是一个能用的数据库。")
    try:
        digest = set_up(office)
    except ModelRefused as refused:
        say_findings(refused.findings)
        sys.exit(1)
    click.echo(f"流程就绪  {digest[:16]}(流程图、规则表和表单已检查)")


@click.command()
def demo() -> None:
    """Add the demo village with its people and cases in every state; only once, only for trying out."""
    config = Config.from_environment()
    office = ready_office()
    if set_up_demo(office, config.data):
        for case in track(demo_cases(), description="演示案件"):
            play_demo_case(office, case)
    click.echo(f"演示村就绪,所有演示人员的密码都是  {demo_password(config.data)}")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址;演示数据只许本机访问。")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    envvar="PORT",
    default=8000,
    help="端口;不填取环境变量 PORT。",
    show_default=True,
    show_envvar=True,
)
@click.option("--threads", default=8, show_default=True, help="同时处理的请求数。")
@click.option("--proxy", help="反向代理的地址(如 127.0.0.1);只信它转来的来访地址和 https。")
@click.option("--ticker/--no-ticker", "with_ticker", default=True, help="同时运行定时器。")
def serve(host: str, port: int, threads: int, proxy: str | None, with_ticker: bool) -> None:
    """Serve the web pages and, unless told otherwise, run the ticker."""
    _begin_log()
    config = Config.from_environment()
    app = create_app(config)
    if look(office_of(app).store)["database"]:
        # one that cannot be reached may come back; one that is not made ready will not by waiting
        refuse_unready(office_of(app), ("schema", "models"))
    password = demo_password(config.data)
    if password and host not in LOOPBACK:
        raise click.ClickException("这是演示数据,只能在本机访问:请去掉 --host,或用一个没有演示数据的目录。")
    stop = threading.Event()
    if password:
        demo_clock.follow(office_of(app))
    if with_ticker:
        threading.Thread(target=tick_until, args=(office_of(app), stop), name="ticker", daemon=True).start()
    threading.Thread(target=fold_until, args=(office_of(app).store, stop), name="log", daemon=True).start()
    threading.Thread(target=warm_until, args=(office_of(app), stop), name="figures", daemon=True).start()
    steady_memory()
    address = f"http://{host}:{port}"
    click.echo(f"请用浏览器打开  {address}" + (f"  演示密码  {password}" if password else ""))
    click.echo("按 Ctrl+C 停止。")
    try:
        waitress.serve(app, host=host, port=port, threads=threads, ident=None, **behind(proxy))
    finally:
        stop.set()


def _begin_log() -> None:
    """What happens, a line each; a library tells only of trouble."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


def behind(proxy: str | None) -> dict[str, Any]:
    """Whose word the server takes for who asks and whether by TLS: the proxy's, nobody else's."""
    headers = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    if not proxy:
        return {}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": headers, "clear_untrusted_proxy_headers": True}


@click.command()
def ticker() -> None:
    """Run only the ticker: deadlines, cooling periods and visits act within about a second."""
    _begin_log()
    office, stop = ready_office(), threading.Event()
    click.echo("定时器在运行,按 Ctrl+C 停止。")
    try:
        tick_until(office, stop, *([demo_clock.follow] if demo_clock.is_demo(office) else []))
    except KeyboardInterrupt:
        stop.set()
