"""The models that do not convert, and a regular expression for what is said of each."""

REFUSED = {
    "conv3d": r"CONV_3D .*is not supported",
    "dense_layer_norm": r"NEG .*TFLM has no int8 kernel",
    "dense_subclassed": r"is a _Subclassed: Lambda layers and custom classes cannot be loaded",
    "dense_unit_norm": r"SQUARE .*is not supported",
    "elu": r"ELU .*input 0 is float32",
    "embedding": r"is int32; float32 is supported",
    "exponential": r"EXP .*is not supported",
    "gelu": r"GELU .*is not supported",
    "mish": r"EXP .*is not supported",
    "relu_from_1": r"GREATER .*is not supported",
    "repeat_vector": r"TILE .*is not supported",
    "selu": r"GREATER .*is not supported",
    "softplus": r"EXP .*is not supported",
    "unet": r"TILE .*is not supported",
    "up_sampling1d": r"TILE .*is not supported",
    "up_sampling2d": r"TILE .*is not supported",
}
