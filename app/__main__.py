"""`python -m app`. The only file that may import `jobs`, inside the commands that run them."""

from __future__ import annotations

from app.cli import main


@main.command()
def jobs() -> None:
    """Run the scheduler of one machine until interrupted."""
    from app.logs import configure
    from app.settings import load
    from app.wiring import make_deps
    from jobs.local import run

    settings = load()
    configure(settings.log_level)
    run(make_deps(settings))


if __name__ == "__main__":
    main()
