"""The `broadsheet` command: a verb a function. Each imports its room when it is called, the one place that may."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from broadsheet.masthead.paper import Paper, PaperProblem, read

if TYPE_CHECKING:
    from broadsheet.wires.intake import Taken

SAMPLES = ("gazette", "shaliach")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
of_paper = click.option(
    "--paper", "folder", type=click.Path(path_type=Path, file_okay=False), help="The paper's folder; else the one you stand in."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="broadsheet")
def main() -> None:
    """Broadsheet: the publishing platform for newspapers that stay open."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", prompt="The paper's name")
@click.option("--language", prompt="Its language (en, he)", default="en")
@click.option("--timezone", prompt="Its time zone", default="UTC")
@click.option("--currency", prompt="Its currency", default="USD")
@as_json
def new(folder: Path, name: str, language: str, timezone: str, currency: str, *, as_json: bool) -> None:
    """Make a paper in FOLDER; an existing empty folder will do."""
    from broadsheet.works.new import NewPaperProblem
    from broadsheet.works.new import new as make

    try:
        make(folder, name=name, language=language, timezone=timezone, currency=currency)
    except (NewPaperProblem, PaperProblem) as error:
        _refuse(str(error))
    click.echo(f"The paper lies in {folder}. Serve it with: broadsheet serve --paper {folder}")
    if as_json:
        click.echo(json.dumps({"paper": str(folder)}))


@main.command()
@of_paper
@click.option("--port", default=8000, show_default=True, help="Where it is served.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address of this machine that it listens on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Door workers.")
@click.option("--no-door", is_flag=True, help="Let Django answer everything; for comparison.")
@click.option("--no-fast-lane", is_flag=True, help="Let the door answer everything by itself, as on any other server; for comparison.")
def serve(folder: Path | None, port: int, host: str, workers: int, *, no_door: bool, no_fast_lane: bool) -> None:
    """Serve the paper: door, Django and background jobs, one process tree."""
    from broadsheet.serving import supervisor

    paper = _paper(folder, port)
    try:
        listening = supervisor.open_socket(host, port)
    except supervisor.AlreadyServed as error:
        _refuse(str(error), code=1)
    _make_ready(paper)
    options = [*(["--no-door"] if no_door else []), *(["--no-fast-lane"] if no_fast_lane else [])]
    click.echo(f"{paper.name} is served at {paper.address}/ and edited at {paper.address}/newsroom/. Ctrl-C stops it.")
    supervisor.serve(paper.folder, listening, workers, options=options, say=lambda said: click.echo(said, err=True))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("var/gazette"))
@click.option("--sample", type=click.Choice(SAMPLES), default="gazette", show_default=True, help="Which sample paper.")
@click.option("--port", default=8000, show_default=True, help="Where it is served.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address of this machine that it listens on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Door workers.")
@click.pass_context
def demo(context: click.Context, folder: Path, sample: str, port: int, host: str, workers: int) -> None:
    """Make the sample paper in FOLDER, unless it is there, and serve it. What was changed in it is kept."""
    from broadsheet.works import demo as demos

    if not (folder / "broadsheet.toml").exists():
        try:
            demos.lay(folder, sample)
        except demos.SampleProblem as error:
            _refuse(str(error))
    _paper(folder, port)
    _run_prepare("--sample", sample)
    for line in demos.sign_ins(sample):
        click.echo(line)
    context.invoke(serve, folder=folder, port=port, host=host, workers=workers, no_door=False, no_fast_lane=False)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@of_paper
@click.option(
    "--format",
    "form",
    type=click.Choice(["ninjs", "wordpress", "ghost", "feed"]),
    help="What the files are, where their content doesn't tell.",
)
@click.option("--section", help="The section for articles that name none.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@as_json
def take(paths: tuple[Path, ...], folder: Path | None, form: str | None, section: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Take in files, folders and archives of any known format. Running it twice changes nothing."""
    _make_ready(_paper(folder))
    _stand_in(folder)
    from broadsheet.newsroom.taking_in import take_in

    taken = take_in(paths, form=form, section=section, dry_run=dry_run, progress=_told_as_it_goes())
    for refusal in taken.refused:
        click.echo(f"Refused: {refusal.item}: {refusal.why}", err=True)
    click.echo(f"{taken.taken} taken, {taken.updated} updated, {taken.unchanged} unchanged, {len(taken.refused)} refused.")
    if as_json:
        click.echo(json.dumps(taken.as_json()))
    sys.exit(1 if taken.refused else 0)


@main.command()
@of_paper
@as_json
def check(folder: Path | None, *, as_json: bool) -> None:
    """Say what is wrong with this paper."""
    _stand_in(folder)
    from broadsheet.works.check import problems

    found = problems()
    for problem in found:
        click.echo(problem, err=True)
    click.echo(f"{len(found)} problems." if found else "Nothing is wrong.")
    if as_json:
        click.echo(json.dumps({"problems": found}))
    sys.exit(1 if found else 0)


@main.command("pass")
@of_paper
@click.option("--benefits", default="", help="Letters: a ad-free, p Premium, m magazine, e ePaper.")
@as_json
def reader_pass(folder: Path | None, benefits: str, *, as_json: bool) -> None:
    """Print a valid bs_pass cookie of this paper, for your own tests."""
    _stand_in(folder)
    from broadsheet.works.passes import UnknownBenefit, operators_pass

    try:
        note = operators_pass(benefits)
    except UnknownBenefit as error:
        _refuse(str(error))
    click.echo(f"bs_pass={note}")
    if as_json:
        click.echo(json.dumps({"cookie": f"bs_pass={note}"}))


@main.command()
@click.option("--rounds", default=7, show_default=True, type=click.IntRange(1, 99), help="How often each kind of reader is sent.")
@click.option("--seconds", default=2, show_default=True, type=click.IntRange(1, 60), help="For how long each time.")
@click.option("--pages", default=20_000, show_default=True, type=click.IntRange(100, 100_000), help="Pages on the shelf.")
@click.option("--reader", "names", multiple=True, help="Only this kind of reader; may be given several times.")
@click.option("--no-fast-lane", is_flag=True, help="Serve without the fast lane; for comparison.")
@as_json
def bench(rounds: int, seconds: int, pages: int, names: tuple[str, ...], *, no_fast_lane: bool, as_json: bool) -> None:
    """Measure this machine: a paper of its own beside nginx, on the same bytes. Some five minutes; leaves nothing behind."""
    from broadsheet.works.bench.measuring import Plan, measure
    from broadsheet.works.bench.runs import UnknownReader, readers_named, table
    from broadsheet.works.bench.servers import BenchProblem

    options = ("--no-fast-lane",) if no_fast_lane else ()
    try:
        runs = measure(Plan(rounds, seconds, pages, readers_named(names), options), say=lambda said: click.echo(said, err=True))
    except UnknownReader as error:
        _refuse(str(error))
    except BenchProblem as error:
        _refuse(str(error), code=1)
    click.echo("\n".join(table(runs)))
    if as_json:
        click.echo(json.dumps({"runs": [run.as_json() for run in runs]}))


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False)
@of_paper
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(folder: Path | None, words: tuple[str, ...]) -> None:
    """Django's own commands, on this paper."""
    _make_ready(_paper(folder))
    from django.core.management import execute_from_command_line

    execute_from_command_line(["broadsheet manage", *words])


def _paper(folder: Path | None, port: int | None = None) -> Paper:
    """The paper in that folder, named to Django and to every child process by the environment. One on localhost is at home on the port it is served on."""
    os.environ["BROADSHEET_PAPER"] = str((folder or Path()).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
    try:
        paper = read(Path(os.environ["BROADSHEET_PAPER"]))
        if port is not None and paper.address.startswith("http://localhost"):
            os.environ["BROADSHEET_ADDRESS"] = f"http://localhost:{port}"
            paper = read(paper.folder)
    except PaperProblem as error:
        _refuse(str(error))
    return paper


def _stand_in(folder: Path | None) -> None:
    """Sets Django up for that paper."""
    _paper(folder)
    import django

    django.setup()


def _told_as_it_goes() -> Callable[["Taken"], None]:
    """Tells how far a long piece of work is: one line that is written over on a terminal, plain lines elsewhere."""
    on_terminal = sys.stderr.isatty()

    def tell(taken: "Taken") -> None:
        done = taken.taken + taken.updated + taken.unchanged
        click.echo(f"{chr(13) if on_terminal else ''}{done} articles …", err=True, nl=not on_terminal)

    return tell


def _make_ready(paper: Paper) -> None:
    """Tables and static files, where they are missing or older than this code: a paper that was just made has none."""
    from broadsheet.works.prepared import is_prepared

    if not is_prepared(paper):
        _run_prepare()


def _run_prepare(*words: str) -> None:
    """In a process of its own, so that this one stays small: it lives as long as the paper is served."""
    import subprocess

    if subprocess.run([sys.executable, "-m", "broadsheet.works", *words], check=False).returncode:  # noqa: S603 - our own module
        _refuse("The paper could not be made ready; what went wrong stands above.", code=1)


def _refuse(said: str, code: int = 2) -> NoReturn:
    click.echo(said, err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
