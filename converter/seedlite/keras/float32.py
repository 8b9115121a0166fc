"""Converts models of mixed precision to float32, which the int8 quantizer requires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

OTHERS = ("mixed_float16", "mixed_bfloat16", "float16", "bfloat16", "float64")


def in_float32(model: keras.Model) -> keras.Model:
    """Returns the model with the same weights in float32; the model itself if it is float32
    already."""
    if not any(_is_other(layer.dtype_policy.name) for layer in model._flatten_layers()):
        return model
    fresh = type(model).from_config(_rewritten(model.get_config()))
    weights = model.get_weights()
    fresh.set_weights([w.astype("float32") if _is_other(w.dtype.name) else w for w in weights])
    return fresh


def _is_other(dtype: str) -> bool:
    return dtype in OTHERS


def _rewritten(config: Any) -> Any:
    """Replaces every other floating-point policy and type in a configuration by float32."""
    if isinstance(config, dict):
        if config.get("class_name") == "DTypePolicy" and _is_other(config["config"]["name"]):
            return "float32"
        return {
            key: "float32"
            if key == "dtype" and isinstance(value, str) and _is_other(value)
            else _rewritten(value)
            for key, value in config.items()
        }
    if isinstance(config, list | tuple):
        return type(config)(map(_rewritten, config))
    return config
