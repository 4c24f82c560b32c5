"""`python -m tools.reference`: write docs/reference/commands.md from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from itinerary.cli import main
from itinerary.cli.group import imported

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "commands.md"

HEAD = """\
# Commands

For people who run Itinerary: every command, option and environment variable.

`make docs` writes this page from the commands themselves; `itinerary COMMAND --help` prints the
same.

FILE is the programme, `events.yaml` if left out. An option can be given by its environment variable
instead, which suits units and containers; the command line goes before the environment. A flag is
set by `1` and taken back by `0`; several values of an option that can be repeated are separated by
spaces.

Every command exits with 0 when it is done, with 1 when it cannot be done (the message says why and
what to do), and with 2 when the command or an option is not known.
"""


def commands() -> Iterator[tuple[click.Context, click.Command]]:
    """Yield each command that can be called, with the context in which it is."""
    root = click.Context(main, info_name="itinerary", **main.context_settings)
    for name in main.list_commands(root):
        command = imported(name)
        context = click.Context(command, info_name=name, parent=root)
        if isinstance(command, click.Group):
            for inner, subcommand in sorted(command.commands.items()):
                yield click.Context(subcommand, info_name=inner, parent=context), subcommand
        else:
            yield context, command


def variable(context: click.Context, parameter: click.Parameter) -> str:
    """Return the environment variable of an option or argument, empty if it has none."""
    if parameter.envvar:
        return str(parameter.envvar)
    if isinstance(parameter, click.Argument):
        return ""
    return f"{context.auto_envvar_prefix}_{parameter.name}".upper()


def described(context: click.Context, command: click.Command) -> Iterator[str]:
    """Yield the lines on a command."""
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"\n## {context.command_path}\n"
    yield f"    {context.command_path} {usage}\n"
    for paragraph in (command.help or "").split("\n\n"):
        yield " ".join(paragraph.split()) + "\n"
    examples = (command.epilog or "").partition("Examples:\n")[2]
    yield "```sh"
    yield from (line.strip() for line in examples.splitlines())
    yield "```\n"
    rows = [row for each in command.params if (row := option(context, each))]
    if rows:
        yield "| option | environment | |"
        yield "|---|---|---|"
        yield from rows


def option(context: click.Context, parameter: click.Parameter) -> str:
    """Return the row of an option, or of an argument that has an environment variable; empty for
    hidden options."""
    name = variable(context, parameter)
    if isinstance(parameter, click.Argument):
        return f"| `{parameter.make_metavar(context)}` | `{name}` | the programme |" if name else ""
    record = parameter.get_help_record(context)
    if record is None:
        return ""
    written, text = (part.replace("|", "\\|") for part in record)
    return f"| `{written}` | `{name}` | {' '.join(text.split())} |"


def page() -> str:
    """Return the page."""
    lines = [HEAD.rstrip("\n")]
    for context, command in commands():
        lines += described(context, command)
    return "\n".join(lines).rstrip("\n") + "\n"


def write() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    print(PAGE)


if __name__ == "__main__":
    write()
