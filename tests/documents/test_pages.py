"""Every command of README and docs/ does what the page says (tests/support/documents.py)."""

import pytest

from tests.support.documents import (
    COMMAND,
    PAGES,
    RUN,
    Block,
    Documents,
    Step,
    blocks,
    matches,
    page_directives,
)
from tests.support.places import ROOT

TEXTS = {page: (ROOT / page).read_text() for page in PAGES}
RUN_PAGES = [page for page, text in TEXTS.items() if any(block.is_run for block in blocks(text))]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    return Documents(tmp_path_factory.mktemp("documents"))


def differences(page: str, steps: list[Step]) -> str:
    """Returns what the commands of a page print that it does not show."""
    parts = [
        "\n".join([f"{page}: {step.command}", "prints", *step.printed, "not", *step.shown])
        for step in steps
        if not step.agrees
    ]
    return "\n\n".join(parts)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=[pytest.mark.slow] if "slow" in page_directives(text) else [])
        for page, text in TEXTS.items()
        if page in RUN_PAGES
    ],
)
def test_commands_of_page_print_what_it_shows(page, documents):
    different = differences(page, documents.run(page))
    assert not different, f"{different}\n\npython -m tools.renew_documents {page}"


@pytest.mark.parametrize("page", PAGES)
def test_blocks_of_page_with_commands_are_run_or_say_why_not(page):
    for block in blocks(TEXTS[page]):
        place = f"{page}:{block.line}"
        if block.language in RUN:
            assert block.is_run or block.directives["not run"], f"{place}: give a reason"
        else:
            assert not COMMAND.search(block.text), f"{place}: call it sh or console"


@pytest.mark.parametrize(
    ("shown", "printed", "vary", "agree"),
    [
        (["a 1"], ["a 1"], False, True),
        (["a 1"], ["a 2"], False, False),
        (["a 1,024 ──"], ["a   12.5 ────"], True, True),
        (["a 1"], ["b 1"], True, False),
        (["a", "...", "z"], ["a", "b", "c", "z"], False, True),
        (["a", "...", "z"], ["a", "z"], False, True),
        (["a", "..."], ["a", "b"], False, True),
        (["a", "..."], ["b"], False, False),
        (["a ... c"], ["a b c"], False, True),
        (["a"], ["a", "b"], False, False),
        ([], ["a"], False, True),
    ],
)
def test_output_agrees_with_what_is_shown(shown, printed, vary, agree):
    assert matches(shown, printed, vary) is agree


def test_command_in_a_block_that_is_not_run_is_noticed():
    assert COMMAND.search(Block("", ("seedlite convert a",), 1, {}).text)
