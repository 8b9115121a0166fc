"""Small relatives of well-known networks."""

from tests.parity.keras_models.cases import Case, functional, keras, layers

IMAGE = (12, 12, 3)


def _conv(x, filters: int, kernel: int = 3, strides: int = 1, relu: bool = True):
    x = layers.Conv2D(filters, kernel, strides=strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if relu else x


def _classified(x, classes: int = 5):
    return layers.Dense(classes, activation="softmax")(layers.GlobalAveragePooling2D()(x))


def _lenet(x):
    for filters in (4, 8):
        x = layers.MaxPooling2D()(layers.Conv2D(filters, 3, activation="relu")(x))
    return layers.Dense(5, activation="softmax")(
        layers.Dense(16, activation="relu")(layers.Flatten()(x))
    )


def _vgg(x):
    for filters in (4, 8):
        x = layers.MaxPooling2D()(_conv(_conv(x, filters), filters))
    return _classified(x)


def _resnet(x):
    x = _conv(x, 6)
    for filters, strides in ((6, 1), (8, 2)):
        straight = x if strides == 1 else _conv(x, filters, 1, strides, relu=False)
        x = _conv(_conv(x, filters, 3, strides), filters, relu=False)
        x = layers.ReLU()(layers.Add()([straight, x]))
    return _classified(x)


def _resnet_preactivated(x):
    x = layers.Conv2D(6, 3, padding="same")(x)
    for _ in range(2):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Add()([x, layers.Conv2D(6, 3, padding="same")(y)])
    return _classified(layers.ReLU()(layers.BatchNormalization()(x)))


def _inception(x):
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    branches = [
        _conv(x, 4, 1),
        _conv(_conv(x, 3, 1), 4),
        _conv(_conv(x, 2, 1), 4, 5),
        _conv(pooled, 3, 1),
    ]
    return _classified(layers.Concatenate()(branches))


def _mobilenet(x):
    x = _conv(x, 6, strides=2)
    for filters, strides in ((8, 1), (12, 2)):
        x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x)
        x = _conv(layers.ReLU(6.0)(layers.BatchNormalization()(x)), filters, 1)
    return _classified(x)


def _mobilenet_v2(x):
    x = _conv(x, 6)
    for _ in range(2):
        y = layers.ReLU(6.0)(_conv(x, 12, 1, relu=False))
        y = layers.BatchNormalization()(
            layers.DepthwiseConv2D(3, padding="same", use_bias=False)(y)
        )
        x = layers.Add()([x, _conv(layers.ReLU(6.0)(y), 6, 1, relu=False)])
    return _classified(x)


def _mobilenet_v3(x):
    x = layers.Activation("hard_swish")(_conv(x, 6, relu=False))
    return _classified(x)


def _shufflenet(x):
    x = _conv(x, 8, 1)
    kept, y = keras.ops.split(x, 2, axis=-1)
    y = layers.BatchNormalization()(layers.DepthwiseConv2D(3, padding="same")(_conv(y, 4, 1)))
    x = layers.Concatenate()([kept, _conv(y, 4, 1)])
    x = layers.Permute((1, 2, 4, 3))(layers.Reshape((12, 12, 2, 4))(x))
    return _classified(_conv(layers.Reshape((12, 12, 8))(x), 8))


def _squeezenet(x):
    x = layers.MaxPooling2D()(layers.Conv2D(8, 3, activation="relu")(x))
    for _ in range(2):
        x = layers.Conv2D(4, 1, activation="relu")(x)
        wide = layers.Conv2D(6, 3, padding="same", activation="relu")(x)
        x = layers.Concatenate()([layers.Conv2D(6, 1, activation="relu")(x), wide])
    return layers.Softmax()(layers.GlobalAveragePooling2D()(layers.Conv2D(5, 1)(x)))


def _densenet(x):
    x = _conv(x, 6)
    for _ in range(3):
        x = layers.Concatenate()([x, _conv(x, 3)])
    return _classified(layers.AveragePooling2D(2)(_conv(x, 6, 1)))


def _unet(up):
    def body(x):
        wide = _conv(x, 6)
        deep = _conv(layers.MaxPooling2D()(wide), 8)
        x = layers.Concatenate()([wide, up()(deep)])
        return layers.Conv2D(2, 1, activation="sigmoid")(_conv(x, 6))

    return body


def _autoencoder(x):
    for filters in (6, 3):
        x = layers.Conv2D(filters, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Dense(24, activation="relu")(layers.Flatten()(x))
    return layers.Reshape((6, 6, 4))(layers.Dense(144)(x))


def _keywords(x):
    x = layers.Reshape((16, 10, 1))(x)
    x = layers.Conv2D(8, (10, 4), strides=2, padding="same", activation="relu")(x)
    for _ in range(2):
        x = layers.SeparableConv2D(8, 3, padding="same", activation="relu")(x)
    return _classified(layers.Dropout(0.2)(x))


def _temporal(x):
    for dilation in (1, 2):
        y = layers.Conv1D(6, 3, padding="causal", dilation_rate=dilation, activation="relu")(x)
        x = layers.Add()([layers.Conv1D(6, 1)(x), y])
    return layers.Dense(3)(layers.GlobalAveragePooling1D()(x))


def _gestures(x):
    x = layers.MaxPooling1D()(layers.Conv1D(8, 4, padding="same", activation="relu")(x))
    x = layers.GlobalAveragePooling1D()(layers.Conv1D(6, 3, activation="relu")(x))
    return layers.Dense(4, activation="softmax")(x)


def _shared(x):
    layer = layers.Conv2D(3, 3, padding="same", activation="relu")
    return _classified(layers.Concatenate()([layer(x), layer(layer(x))]))


def _siamese(x):
    side = layers.Dense(6, activation="relu")
    left, right = x[:, :5], x[:, 5:]
    return layers.Dense(2)(layers.Concatenate()([side(left), side(right)]))


def _nested(x):
    inner = keras.Sequential(
        [keras.Input((12, 12, 6)), layers.Conv2D(6, 3, padding="same"), layers.ReLU()]
    )
    return _classified(inner(inner(_conv(x, 6))))


def _two_outputs(x):
    x = _conv(x, 6)
    return [_classified(x), layers.Conv2D(2, 1)(x)]


CASES = {
    "lenet": Case(functional(IMAGE, _lenet)),
    "vgg": Case(functional(IMAGE, _vgg)),
    "resnet": Case(functional(IMAGE, _resnet)),
    "resnet_preactivated": Case(functional(IMAGE, _resnet_preactivated)),
    "inception": Case(functional(IMAGE, _inception)),
    "mobilenet": Case(functional(IMAGE, _mobilenet)),
    "mobilenet_v2": Case(functional(IMAGE, _mobilenet_v2)),
    "mobilenet_v3": Case(functional(IMAGE, _mobilenet_v3)),
    "shufflenet": Case(functional(IMAGE, _shufflenet)),
    "squeezenet": Case(functional(IMAGE, _squeezenet)),
    "densenet": Case(functional(IMAGE, _densenet)),
    "unet": Case(functional(IMAGE, _unet(lambda: layers.UpSampling2D()))),
    "unet_transposed": Case(
        functional(IMAGE, _unet(lambda: layers.Conv2DTranspose(6, 2, strides=2)))
    ),
    "conv_autoencoder": Case(functional(IMAGE, _autoencoder)),
    "keywords": Case(functional((160,), _keywords)),
    "temporal": Case(functional((20, 4), _temporal)),
    "gestures": Case(functional((32, 3), _gestures)),
    "shared": Case(functional(IMAGE, _shared)),
    "siamese": Case(functional((10,), _siamese)),
    "nested": Case(functional(IMAGE, _nested)),
    "two_outputs": Case(functional(IMAGE, _two_outputs)),
}
