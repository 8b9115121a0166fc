"""Links between files of the repository, as links between pages of the site."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# pages of the site that lie elsewhere than in docs/
ROOT_PAGES = {
    "README.md": "index.md",
    "BAD_INPUTS.md": "bad-inputs.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "DESIGN.md": "design.md",
    "PROTOCOL.md": "protocol.md",
    "SPEC.md": "spec.md",
    "models/README.md": "networks.md",
}
SOURCES = {uri: source for source, uri in ROOT_PAGES.items()}
CODE = re.compile(r"(^```.*?^```)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#\s]+)(#[^)\s]*)?\)")
PICTURE = re.compile(r'((?:src|srcset)=")([^":]+)(")')


def site_links(markdown: str, uri: str) -> str:
    """Returns a page's text with its links to other files of the repository rewritten: to pages of
    the site, or, where the site has no such page, to the link's text alone."""
    origin = Path(SOURCES.get(uri, f"docs/{uri}")).parent

    def link(match: re.Match[str]) -> str:
        picture, text, target, anchor = match.groups()
        found = _target(target, origin, uri)
        return text if found is None else f"{picture}[{text}]({found}{anchor or ''})"

    def picture(match: re.Match[str]) -> str:
        return f"{match[1]}{_target(match[2], origin, uri)}{match[3]}"

    parts = CODE.split(markdown)
    parts[::2] = [PICTURE.sub(picture, LINK.sub(link, text)) for text in parts[::2]]
    return "".join(parts)


def _target(target: str, origin: Path, uri: str) -> str | None:
    """Returns where a link leads in the site; None: to a file that is not in it. What is nowhere
    stays, and mkdocs refuses it."""
    if re.match(r"[a-z]+:", target):
        return target
    path = os.path.normpath(origin / target)
    if path in ROOT_PAGES:
        found = ROOT_PAGES[path]
    elif path.startswith("docs/"):
        found = path.removeprefix("docs/")
    elif (ROOT / path).exists():
        return None
    else:
        return target
    return os.path.relpath(found, Path(uri).parent)
