import json

import numpy as np
import pytest

from seedlite.allocate.recipe import Recipe
from seedlite.compress.pipeline import convert
from seedlite.errors import BadInputError, UsageError
from seedlite.model.layers import WEIGHTS, layers
from seedlite.model.pack import pack
from seedlite.model.parse import parse
from tests.support import zoo

RATE = {"values_per_draw": 1, "bits_per_draw": 4}


@pytest.mark.parametrize(
    "options",
    [
        {"bits": 2, "calibration": True},
        {"bits": 2},
        {"bits": 0.6},  # row codes are left out
        {"budget": 3100, "calibration": True},
        {"budget": 3100, "method": "batch", "calibration": True},
        {"method": "batch", "batch_size": 30},
        {"bits": 3, "layers": "CONV", "seed": 5},
    ],
    ids=str,
)
def test_recipe_gives_the_same_file_again(cnn, tmp_path, options):
    same = {"seed": options.get("seed", 0)}
    if options.get("calibration"):
        same["calibration"] = options["calibration"] = zoo.calibration("plain_cnn")
    first = convert(cnn, **options)
    path = tmp_path / "report.json"
    for value in (first.report, {"recipe": first.report["recipe"]}, first.report["recipe"]):
        path.write_text(json.dumps(value, default=float))
        for recipe in (path, value):
            again = convert(cnn, recipe=recipe, **same)
            assert again.file == first.file
        assert again.report["recipe"] == first.report["recipe"]


def test_recipe_of_masked_layer_gives_the_same_file_again(tmp_path):
    model = parse(zoo.tflite("mlp"))
    index = model.operators[0].inputs[WEIGHTS]
    weights = model.tensors[index].array().copy()
    weights[5:25, 1:] = 0  # not whole channels, which would be removed
    model.tensors[index].data = weights.tobytes()
    path = tmp_path / "sparse.tflite"
    path.write_bytes(pack(model))
    first = convert(path, bits=2)
    assert first.report["layers"][0]["mask_group"]
    assert convert(path, recipe=first.report).file == first.file


def test_recipe_edited_by_hand_is_obeyed(digits, samples):
    report = convert(digits, bits=2).report
    kinds = {layer["name"]: layer["kind"] for layer in report["layers"]}
    depthwise = next(name for name, kind in kinds.items() if kind == "depthwise")
    conv = next(name for name, kind in kinds.items() if kind == "conv")
    named = report["recipe"]["layers"]
    assert named[depthwise] == "stored"
    named[depthwise], named[conv] = RATE, "stored"
    edited = {x["name"]: x for x in convert(digits, recipe=report).report["layers"]}
    assert (edited[depthwise]["form"], edited[depthwise]["bits_per_draw"]) == ("seeded", 4)
    assert edited[conv]["form"] == "stored"


def test_recipe_layers_not_named_stay_stored(cnn):
    recipe = {"method": "batch", "layers": {"0 CONV_2D": {"batch_size": 7}}}
    forms = [layer["form"] for layer in convert(cnn, recipe=recipe).report["layers"]]
    assert forms == ["statistics"] + ["stored"] * (len(forms) - 1)


def bad(form: object, method: str = "seeded", name: str = "0 CONV_2D") -> object:
    return {"recipe": {"method": method, "layers": {name: form}}}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "no recipe"),
        ({}, "no recipe"),
        ({"recipe": 3}, "no recipe"),
        ({"method": "seeded"}, "no recipe"),
        ({"method": "layer", "layers": {}}, "seeded, batch"),
        ({"method": ["seeded"], "layers": {}}, "seeded, batch"),
        ({"method": "seeded", "layers": []}, "layers"),
        ({"method": "seeded", "layers": {}}, "nothing to convert"),
        (bad("stored"), "'0 CONV_2D'"),
        (bad(RATE, name="9 CONV_3D"), "no layer '9 CONV_3D'; it has '0 CONV_2D'"),
        (bad("plain"), '"plain"; give "stored"'),
        (bad(None), "null"),
        (bad({}), "'values_per_draw', 'bits_per_draw'"),
        (bad({"values_per_draw": 1}), "lacks bits_per_draw"),
        (bad(RATE | {"bits_per_draw": 9}), "from 1 to 8"),
        (bad(RATE | {"bits_per_draw": 0}), "from 1 to 8"),
        (bad(RATE | {"bits_per_draw": 2.5}), "2.5"),
        (bad(RATE | {"bits_per_draw": True}), "true"),
        (bad(RATE | {"bits_per_draw": "4"}), '"4"'),
        (bad(RATE | {"bits_per_draw": float("nan")}), "NaN"),
        (bad(RATE | {"values_per_draw": 9}), "from 1 to 8"),
        (bad(RATE | {"window_bits": 12}), "window_bits means nothing"),
        (bad(RATE | {"mask_group": -1}), "from 0 to 65535"),
        (bad(RATE | {"row_codes": 1}), "true or false"),
        (bad(RATE | {"batch_size": 5}), "batch_size means nothing"),
        (bad({"batch_size": 0}, "batch"), "batch_size is 0"),
        (bad({"batch_size": 10**30}, "batch"), "whole number"),
        (bad(RATE, "batch"), "lacks batch_size"),
    ],
)
def test_recipe_that_is_wrong_says_where_and_what_to_give(cnn, tmp_path, value, words):
    path = tmp_path / "r.json"
    path.write_text(json.dumps(value))
    with pytest.raises(BadInputError) as caught:
        convert(cnn, recipe=path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000], ids=["empty", "cut", "binary", "deep"]
)
def test_recipe_that_is_no_json_is_refused(cnn, tmp_path, content):
    path = tmp_path / "r.json"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=r"r\.json"):
        convert(cnn, recipe=path)
    with pytest.raises(BadInputError, match="check the path"):
        convert(cnn, recipe=tmp_path / "absent.json")


@pytest.mark.parametrize(
    "form", [RATE | {"mask_group": 0xFFFF}, {"values_per_draw": 8, "bits_per_draw": 1}]
)
def test_recipe_at_the_limits_of_what_is_allowed_is_obeyed(cnn, form):
    recipe = {"method": "seeded", "layers": {"0 CONV_2D": form}}
    for calibration in (None, zoo.calibration("plain_cnn")):
        layer = convert(cnn, recipe=recipe, calibration=calibration).report["layers"][0]
        assert form.items() <= layer.items()


@pytest.mark.parametrize(
    "options",
    [
        {"method": "batch"},
        {"bits": 2},
        {"budget": 3100},
        {"layers": "CONV"},
        {"max_drop": 1, "evaluation": (np.zeros(1), np.zeros(1))},
    ],
    ids=lambda o: next(iter(o)),
)
def test_recipe_beside_other_choices_is_refused(cnn, options):
    recipe = {"method": "seeded", "layers": {"0 CONV_2D": RATE}}
    with pytest.raises(UsageError, match=r"leave .*out"):
        convert(cnn, recipe=recipe, **options)


def test_recipe_for_a_layer_with_shared_weights_is_refused(cnn):
    model = parse(cnn.read_bytes())
    first, second = layers(model)[:2]
    shared = model.operators[first.operator].inputs[WEIGHTS]
    model.operators[second.operator].inputs[WEIGHTS] = shared
    with pytest.raises(BadInputError, match="shares its weights"):
        Recipe.read({"method": "seeded", "layers": {first.name: RATE}}).select(model)
