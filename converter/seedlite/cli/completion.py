"""What the shell offers for an option's value when Tab is pressed."""


def boards() -> list[str]:
    from seedlite.boards import list_boards

    return [board.name for board in list_boards()]


def places() -> list[str]:
    """Where a model runs."""
    return ["host", *boards()]


def runtimes() -> list[str]:
    from seedlite.execution import HERE

    return [*HERE, *boards()]


def metrics() -> list[str]:
    from seedlite.execution import METRICS

    return list(METRICS)


def samples() -> list[str]:
    from seedlite.samples import SAMPLES

    return list(SAMPLES)
