"""The group of all commands: a command is imported when it is called, and errors that people can
put right are printed, without a traceback."""

from __future__ import annotations

import errno
import importlib
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any, cast

import click

from itinerary import terminal
from itinerary.cli.common import CommandError, print_problems, reason
from itinerary.errors import ItineraryError
from itinerary.serve.process import frozen_gc


class Commands(click.Group):
    """Commands that are each in the module of their name.

    `summaries` has the line of each in the help of the group. `itinerary --help`, completion and
    “did you mean” need no more, so none of them imports a command and the libraries that it uses.
    """

    def __init__(
        self, name: str | None = None, *, summaries: Mapping[str, str], **options: Any
    ) -> None:
        stubs = {name: click.Command(name, help=line) for name, line in summaries.items()}
        super().__init__(name, stubs, **options)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the name of the command that is called, the command itself, and its arguments."""
        name, stub, rest = super().resolve_command(ctx, args)
        return name, stub and imported(str(name)), rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. Print an error that people can put right, and exit with 1."""
        try:
            return self._invoke(ctx)
        except ItineraryError as error:
            from itinerary.source import SourceError  # slow import

            if isinstance(error, SourceError):
                print_problems(error.problems)
            else:
                terminal.secho(str(error), fg="red", err=True)
            ctx.exit(1)

    def _invoke(self, ctx: click.Context) -> Any:
        """Run a command. Raises CommandError for what the system refuses."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            message = error.format_message()
            if (harmless := terminal.harmless(message)) == message:
                raise
            raise click.UsageError(harmless, error.ctx) from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # the reader of our output has enough; click ends without a word
            what = f"{error.filename}: " if error.filename else ""
            raise CommandError(f"{what}{reason(error)}") from None


def imported(name: str) -> click.Command:
    """Return the command of this name, from the module of this name (PEP 8: `import_` for a name
    that is a keyword)."""
    name = f"{name}_" if iskeyword(name) else name
    with frozen_gc():
        return cast(click.Command, getattr(importlib.import_module(f"itinerary.cli.{name}"), name))
