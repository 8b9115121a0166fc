"""The forms of weights in tables, and what they mean."""

from collections.abc import Iterable
from typing import Any

# what begins a form, and what it means
MEANINGS = {
    "k": "k seed bits draw V weights: k / V bits a weight",
    "B": "B weights share a mean and a spread, and have no bits of their own",
    "stored": "int8, 8 bits a weight",
}
BITS = "bits stored for the layer's weights, by their number; without the layer's record"
SNR = "energy of the original's weights over that of their error: 6 dB halve the error"


def describe_form(layer: dict[str, Any]) -> str:
    """Returns 'k8 V4' for seed bits, with a note if zero inputs are skipped; the batch size of
    statistics; or 'stored' for int8."""
    if layer["form"] == "stored":
        return "stored"
    if layer["form"] == "statistics":
        return f"B {layer['batch_size']:,}"
    skips = ", skips zero inputs" if layer["skips_zero_inputs"] else ""
    return f"k{layer['bits_per_draw']} V{layer['values_per_draw']}{skips}"


def meanings(layers: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Returns the forms that occur, each with its meaning."""
    forms = [describe_form(layer) for layer in layers]
    found = {start: text for start, text in MEANINGS.items() if _begins(forms, start)}
    shown = {"k": "form k V", "B": "form B", "stored": "form stored"}
    return [(shown[start], text) for start, text in found.items()]


def _begins(forms: list[str], start: str) -> bool:
    return any(form.startswith(start) for form in forms)


EXPLAINED = f"""form: kK VV, {MEANINGS["k"]}; B, {MEANINGS["B"]};
stored, {MEANINGS["stored"]}. bits/weight: {BITS}. SNR: {SNR}."""
