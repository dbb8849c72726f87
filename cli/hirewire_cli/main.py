"""``hirewire``: what operators and scripts do to a running Hirewire."""

import typer

from hirewire_cli import (
    dead_letters,
    extract,
    operators,
    programs,
    rank,
    schedules,
    shadow,
    taxonomy,
    views,
)

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(schedules.app, name="schedules")
app.add_typer(operators.app, name="operators")
app.add_typer(programs.app, name="programs")
app.add_typer(views.app, name="views")
app.add_typer(rank.app, name="rank")
app.add_typer(taxonomy.app, name="taxonomy")
app.command("extract")(extract.extract)
app.command("shadow")(shadow.shadow)


@app.callback()
def main() -> None:
    """Operate a Hirewire. Logins come from the environment; see .env.example."""


if __name__ == "__main__":
    app()
