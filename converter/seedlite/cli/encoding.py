"""Replaces characters that a stream's encoding lacks by ASCII."""

import codecs
import os
from itertools import chain

REPLACE = "seedlite.ascii"  # an error handler of codecs
REPLACEMENTS = {
    "-": "─━╌╍┄┅┈┉╴╶╸╺–—‒−",
    "|": "│┃║╎╏┆┇┊┋╵╷╹╻",
    "=": "═",
    "+": "┌┐└┘├┤┬┴┼╭╮╯╰┏┓┗┛┣┫┳┻╋╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬╇╈╉╊┡┢┩┪",
    "#": "█▉▊▋▌▍▎▏▐▇▆▅▄▃▂▁▀■",
    "*": "•●∙·⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏",
    ".": "…",
    ">": "›→❱",
    "<": "‹←❰",
    "x": "×",
    "'": "‘’",
    '"': "“”",
    " ": "\u00a0\u2009\u202f",
    "+-": "±",
}
IN_ASCII = dict(chain.from_iterable(((c, to) for c in of) for to, of in REPLACEMENTS.items()))


def is_ascii_asked_for() -> bool:
    """Tells whether the locale is C or POSIX by name. Python takes UTF-8 for it, which the terminal
    need not."""
    if os.environ.get("PYTHONIOENCODING") or os.environ.get("PYTHONUTF8") == "1":
        return False
    named = (os.environ.get(name) for name in ("LC_ALL", "LANG"))  # Python itself sets LC_CTYPE
    return next(filter(None, named), "") in ("C", "POSIX")


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    """Returns our replacements; other characters, and undecodable bytes of file names, become
    escapes."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(
        IN_ASCII.get(c) or c.encode("ascii", "backslashreplace").decode() for c in wrong
    ), error.end


codecs.register_error(REPLACE, _replace)
