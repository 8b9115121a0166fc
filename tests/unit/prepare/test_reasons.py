"""Every kind of model that cannot be converted is told why: all of it, and nothing else."""

import pytest

from seedlite.compress.inspection import inspect
from seedlite.compress.pipeline import convert
from seedlite.errors import UnsupportedError
from seedlite.model.parse import read_graph
from seedlite.prepare.checking.judge import judge
from seedlite.prepare.folding.fold import fold
from tests.support.refused_models import KINDS, QUANTIZED_FIRST


@pytest.mark.parametrize("kind", KINDS)
def test_reasons_are_those_of_the_kind_and_no_more(kind):
    file, wanted = KINDS[kind]
    sentences = [str(r) for r in judge(fold(read_graph(file())).model)[0]]
    assert len(sentences) == len(wanted), sentences
    for sentence, words in zip(sentences, wanted, strict=True):
        assert all(word in sentence for word in words), sentence


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in QUANTIZED_FIRST])
def test_convert_and_inspect_say_every_reason_and_the_file(kind, tmp_path):
    file, wanted = KINDS[kind]
    path = tmp_path / "m.tflite"
    path.write_bytes(file())
    for verb in (lambda: convert(path), lambda: inspect(file(), str(path))):
        with pytest.raises(UnsupportedError, match=r"^E_[A-Z]+: .*m\.tflite: ") as caught:
            verb()
        for words in wanted:
            assert all(word in str(caught.value) for word in words)


def test_reason_names_all_operators_in_json_and_a_few_in_words():
    file = KINDS["operator without a kernel"][0]()
    ((reason,), _) = judge(fold(read_graph(file)).model)
    assert reason == {
        "operator": "GELU",
        "numbers": [1],
        "layers": ["model/strange"],
        "cause": "is not supported",
        "remedy": "use ReLU, ReLU6 or sigmoid instead",
        "code": "E_UNSUPPORTED",
    }
