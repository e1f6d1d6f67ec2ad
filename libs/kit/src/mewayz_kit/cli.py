"""`mewayz`: run a service, migrate its schema, look after its messages.

Commands of other packages (`mewayz up`) are entry points of group `mewayz.commands`.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

from mewayz_kit.compat import breaking, unmet
from mewayz_kit.config import ConfigurationError
from mewayz_kit.contracts import documents, stale, unheard, write
from mewayz_kit.migrations import drift, index_words, migrate, new_revision
from mewayz_kit.operate import discard, list_inbox, replay_outbox, retry
from mewayz_kit.run import serve
from mewayz_kit.service import Service, installed_services


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    given = sys.argv[1:] if arguments is None else arguments
    plugins = {entry.name: entry for entry in metadata.entry_points(group="mewayz.commands")}
    if given and given[0] in plugins:
        plugins[given[0]].load()(given[1:])
        return
    parser = argparse.ArgumentParser(prog="mewayz", description="Run and operate Mewayz.")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_run(commands)
    _add_migrate(commands)
    _add_words(commands)
    _add_inbox(commands)
    _add_outbox(commands)
    _add_contracts(commands)
    for name in sorted(plugins):
        commands.add_parser(name, help=f"see `mewayz {name} --help`")
    options = parser.parse_args(given)
    options.run(options)


def one_service(name: str) -> Service:
    """The installed service of that name, or a sentence about which there are."""
    found = installed_services([name])
    if not found:
        names = ", ".join(service.name for service in installed_services()) or "none"
        raise ConfigurationError(f"no service '{name}' is installed here; there are: {names}.")
    return found[0]


def _add_run(commands: Any) -> None:
    run = commands.add_parser("run", help="run one service")
    run.add_argument("--target", required=True, help="name of the service")
    run.add_argument("--role", choices=("api", "worker", "all"), default="all")
    run.set_defaults(run=lambda options: serve(one_service(options.target), role=options.role))


def _add_migrate(commands: Any) -> None:
    command = commands.add_parser("migrate", help="bring schemas to the newest revision")
    command.add_argument("--target", help="one service; default: all that are installed")
    command.add_argument("--message", help="write the next revision instead, from models and a scratch database")

    def run(options: argparse.Namespace) -> None:
        services = [one_service(options.target)] if options.target else installed_services()
        if options.message:
            _write_revision(services[0], options.message)
            return
        for service in services:
            migrate(service, service.load_settings().database_url.get_secret_value())
            print(f"{service.name}: schema is up to date")

    command.set_defaults(run=run)


def _add_words(commands: Any) -> None:
    command = commands.add_parser("words", help="bring the search of long lists up to date, after a rolling update")
    command.add_argument("--target", help="one service; default: all that are installed")

    def run(options: argparse.Namespace) -> None:
        for service in [one_service(options.target)] if options.target else installed_services():
            tables = index_words(service, service.load_settings().database_url.get_secret_value())
            print(f"{service.name}: {', '.join(tables) or 'nothing'} searched by words")

    command.set_defaults(run=run)


def _write_revision(service: Service, message: str) -> None:
    """A revision is the difference between the models and what the revisions so far make of an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/{{service}}.db"
        migrate(service, url)
        new_revision(service, url, message)
        migrate(service, url)
        if left := drift(service, url):
            raise ConfigurationError(f"the new revision does not bring {service.name} up to its models: {left}.")


def _add_contracts(commands: Any) -> None:
    command = commands.add_parser("contracts", help="write contracts/ from the code, or check it")
    command.add_argument("--folder", type=Path, default=Path("contracts"))
    command.add_argument("--check", action="store_true", help="write nothing; fail when something differs")
    command.add_argument("--against", type=Path, help="an older contracts folder that must not be broken")

    def run(options: argparse.Namespace) -> None:
        services = installed_services()
        files = documents(services)
        problems = unheard(services)
        if options.check:
            problems += [f"{path} is not fresh: run `make contracts`" for path in stale(options.folder, files)]
        else:
            write(options.folder, files)
        problems += unmet(options.folder)
        problems += breaking(options.against, options.folder) if options.against else []
        if problems:
            raise SystemExit("\n".join(problems))
        print(f"{len(files)} contract files are fresh")

    command.set_defaults(run=run)


def _add_inbox(commands: Any) -> None:
    inbox = commands.add_parser("inbox", help="list, retry or discard messages that failed")
    inbox.add_argument("action", choices=("list", "retry", "discard"))
    inbox.add_argument("--target", required=True)
    inbox.add_argument("--id", type=int, help="inbox row; retry without it means every dead row")
    actions: dict[str, Callable[..., Any]] = {"list": list_inbox, "retry": retry, "discard": discard}

    def run(options: argparse.Namespace) -> None:
        lines = asyncio.run(actions[options.action](one_service(options.target), options.id))
        sys.stdout.writelines(f"{line}\n" for line in lines)

    inbox.set_defaults(run=run)


def _add_outbox(commands: Any) -> None:
    outbox = commands.add_parser("outbox", help="publish kept events again")
    outbox.add_argument("action", choices=("replay",))
    outbox.add_argument("--target", required=True)
    outbox.add_argument("--type", required=True, help="event type, or a prefix of it ending in %%")

    def run(options: argparse.Namespace) -> None:
        count = asyncio.run(replay_outbox(one_service(options.target), options.type))
        print(f"{count} events will be published again")

    outbox.set_defaults(run=run)


if __name__ == "__main__":
    main()
