"""Replaces characters that a stream's encoding lacks by ASCII."""

import codecs
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
