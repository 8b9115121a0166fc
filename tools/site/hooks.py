"""Hooks of mkdocs: adds the pages that are not in docs/, rewrites links between the repository's
files into links of the site, and fills in what `<!-- insert: NAME -->` asks for."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from tools.site.generated import GENERATED
from tools.site.inserts import insert
from tools.site.links import ROOT_PAGES, site_links

ROOT = Path(__file__).resolve().parents[2]
INSERT = re.compile(r"<!-- insert: (.+?) -->")
PICTURE = re.compile(r"!\[[^]]*\]\([^)]*figures/(\w+)\.svg\)")  # drawn into the page, in its theme


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for source, uri in ROOT_PAGES.items():
        files.append(File.generated(config, uri, content=(ROOT / source).read_text()))
    for uri, page in GENERATED.items():
        files.append(File.generated(config, uri, content=page()))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if page.is_homepage:
        page.meta["hide"] = ["navigation"]  # a section of one page
    linked = site_links(markdown, page.file.src_uri)
    linked = PICTURE.sub(lambda match: insert(f"figure {match[1]}"), linked)
    return INSERT.sub(lambda match: insert(match[1]), linked)
