"""The structs that code is generated from are those of the C headers."""

import ctypes
import re
import subprocess

import pytest

from seedlite.boards.codegen.headers import CStruct, Function, Headers, runtime_headers
from seedlite.boards.sources import source_root
from seedlite.errors import SeedliteError

KERNELS = runtime_headers().kernels()
DEFINITION = re.compile(
    r"^SL_SHARED void (\w+)\(const void \*params, const sl_frame \*frame\) {", re.M
)


def structs_in(struct: type[CStruct]) -> set[type[CStruct]]:
    """The struct and all that it holds or points to."""
    found = {struct}
    for _, kind in struct._fields_:
        while isinstance(getattr(kind, "_type_", None), type):
            kind = kind._type_
        if issubclass(kind, CStruct):
            found |= structs_in(kind)
    return found


def assertions(struct: type[CStruct]) -> list[str]:
    """C that does not compile unless the struct has this size and these fields in these places."""
    name = struct.__name__
    lines = [f'_Static_assert(sizeof({name}) == {ctypes.sizeof(struct)}, "{name}");']
    for field, _ in struct._fields_:
        place = getattr(struct, field)
        where = f"offsetof({name}, {field}) == {place.offset}"
        size = f"sizeof((({name} *)0)->{field}) == {place.size}"
        lines.append(f'_Static_assert({where} && {size}, "{name}.{field}");')
    return lines


def compiles(lines: list[str]) -> subprocess.CompletedProcess[str]:
    runtime = source_root() / "runtime_c"
    headers = sorted({kernel.header for kernel in KERNELS.values()})
    code = ["#include <stddef.h>", *(f'#include "{header}"' for header in headers), *lines]
    includes = [f"-I{runtime / 'include'}", f"-I{runtime / 'src'}"]
    return subprocess.run(
        ["cc", "-x", "c", *includes, "-c", "-", "-o/dev/null"],
        input="\n".join(code),
        capture_output=True,
        text=True,
        check=False,
    )


def test_structs_layout_equals_the_compilers():
    roots = [runtime_headers().struct("sl_operator"), *(k.params for k in KERNELS.values())]
    structs = set().union(*map(structs_in, roots))
    assert len(structs) > 20
    done = compiles([line for struct in structs for line in assertions(struct)])
    assert done.returncode == 0, done.stderr


def test_structs_of_other_layout_are_found():
    fields = [("offset", ctypes.c_uint32), ("constant", ctypes.POINTER(ctypes.c_int8))]
    swapped = type("sl_operand", (CStruct,), {"_fields_": fields})
    assert compiles(assertions(swapped)).returncode != 0


def test_kernels_are_all_that_the_sources_define_with_their_params():
    sources = [p.read_text() for p in (source_root() / "runtime_c/src/ops").rglob("*.c")]
    defined = {name: text for text in sources for name in DEFINITION.findall(text)}
    assert defined.keys() == KERNELS.keys()
    for name, text in defined.items():
        named = re.findall(r"const (sl_\w+_params) \*", text)  # none where others do the work
        assert not named or KERNELS[name].params.__name__ in named, name


TYPES = """#define SL_FEW 3
typedef void (*sl_draw)(const int8_t *from,
                        uint32_t count);
typedef struct {  // a pair
  const int8_t *data;  // NULL: none
  uint16_t a, b[SL_FEW];
} sl_pair;
"""


def test_struct_of_every_kind_of_field_is_read():
    text = f"{TYPES}typedef struct {{ sl_draw draw; const void *any; sl_pair in[2]; }} sl_all;\n"
    text += "void sl_draw_one(const int8_t *from, uint32_t count);\n"
    headers = Headers({"a.h": text})
    draw, anything, inside = headers.struct("sl_all")._fields_
    assert headers.functions("sl_draw") == {"sl_draw_one": "a.h"}
    assert draw == ("draw", Function)
    assert anything == ("any", ctypes.c_void_p)
    pair = headers.struct("sl_pair")
    assert (inside[1]._length_, inside[1]._type_) == (2, pair)
    assert [name for name, _ in pair._fields_] == ["data", "a", "b"]
    assert pair.b.size == 6


@pytest.mark.parametrize(
    "body",
    [
        "unsigned int x;",
        "uint8_t x : 1;",
        "uint8_t x[SL_UNKNOWN];",
        "uint8_t x[2][2];",
        "sl_unknown x;",
        "sl_bad *next;",
        "\n#if SL_FEW\n  uint8_t x;\n#endif\n",
        "float x;",
        "int8_t **x;",
    ],
)
def test_struct_beyond_the_subset_is_refused_every_time(body):
    headers = Headers({"a.h": f"{TYPES}typedef struct {{{body}}} sl_bad;\n"})
    for _ in range(2):
        with pytest.raises(SeedliteError, match="the runtime's headers: "):
            headers.struct("sl_bad")


def test_struct_that_targets_define_differently_is_refused():
    both = "".join(f"typedef struct {{ uint{bits}_t x; }} sl_two;\n" for bits in (8, 16))
    with pytest.raises(SeedliteError, match="2 structs have this name"):
        Headers({"a.h": both}).struct("sl_two")


def test_kernel_without_params_above_it_is_refused():
    kernel = "(const void *params, const sl_frame *frame);\n"
    text = f"typedef void (*sl_kernel){kernel}{TYPES}void sl_copy_s8{kernel}"
    with pytest.raises(SeedliteError, match="sl_copy_s8"):
        Headers({"a.h": text}).kernels()
