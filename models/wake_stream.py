"""Writes models/wake.keras as a streaming int8 .tflite, which takes one window's features a step:
each convolution over time remembers the windows before in a variable.

`python -m models.wake_stream` writes models/wake.tflite again.
"""

import argparse
import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from models import wake

STORED = Path(__file__).with_name("wake.tflite")
Layer = tuple[np.ndarray, np.ndarray]  # kernel and bias, batch normalization folded


def folded(model: keras.Model) -> list[Layer]:
    """Returns the convolutions and the dense layer."""
    found: list[Layer] = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            gamma, beta, mean, variance = layer.get_weights()
            factor = gamma / np.sqrt(variance + layer.epsilon)
            kernel, _ = found[-1]
            channels = kernel.shape[-2:] if kernel.shape[-1] == 1 else kernel.shape[-1:]
            found[-1] = kernel * factor.reshape(channels), beta - mean * factor
        elif layer.weights:
            kernel, *bias = layer.get_weights()
            found.append((kernel, bias[0] if bias else np.zeros(1, np.float32)))
    return found


class Stream(tf.Module):
    """The network, with what its convolutions remember: zeros at first."""

    def __init__(self, model: keras.Model):
        super().__init__()
        self.layers = folded(model)
        self.memories = [
            tf.Variable(tf.zeros((1, kernel.shape[0] - 1, 1, kernel.shape[2])))
            for kernel, _ in self.layers[:-1]
            if kernel.shape[0] > 1
        ]

    @tf.function(input_signature=[tf.TensorSpec((1, 1, 1, 40), tf.float32, name="features")])
    def step(self, features: tf.Tensor) -> tf.Tensor:
        x, memories = features, iter(self.memories)
        for kernel, bias in self.layers[:-1]:
            if kernel.shape[0] > 1:
                memory = next(memories)
                x = tf.concat([memory.read_value(), x], 1)
                memory.assign(x[:, 1:])
            if kernel.shape[-1] == 1:
                x = tf.nn.depthwise_conv2d(x, kernel, [1, 1, 1, 1], "VALID")
            else:
                x = tf.nn.conv2d(x, kernel, 1, "VALID")
            x = tf.nn.relu6(x + bias)
        kernel, bias = self.layers[-1]
        return tf.nn.softmax(tf.matmul(tf.reshape(x, (1, -1)), kernel) + bias)


def quantized(model: keras.Model, samples: np.ndarray) -> bytes:
    """Returns the int8 .tflite. samples: features float32 [sequences, steps, 1, 1, 40]."""
    stream = Stream(model)
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(stream, folder, signatures=stream.step.get_concrete_function())
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.experimental_enable_resource_variables = True
        converter._experimental_variable_quantization = True
        converter.representative_dataset = lambda: ([x] for x in samples.reshape(-1, 1, 1, 1, 40))
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.int8
        return converter.convert()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.wake_stream")
    parser.add_argument("-o", "--output", type=Path, default=STORED)
    output = parser.parse_args().output
    output.write_bytes(quantized(wake.load(), wake.calibration()))


if __name__ == "__main__":
    main()
