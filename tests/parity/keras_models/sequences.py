"""Recurrent layers, attention and embeddings."""

from tests.parity.keras_models.cases import Case, chain, functional, keras, layers, lazily

ROW = (7, 5)


def _row(kind: type, *arguments, **named) -> Case:
    return Case(
        chain(
            ROW, lazily(kind, *arguments, **named), lazily(layers.Flatten), lazily(layers.Dense, 3)
        )
    )


def _around(outer: type, inner) -> Case:
    return Case(chain(ROW, lambda: outer(inner()), lazily(layers.Flatten), lazily(layers.Dense, 3)))


def _attending(x):
    query, value = layers.Dense(6)(x), layers.Dense(6)(x)
    return layers.Dense(3)(layers.Flatten()(layers.Attention()([query, value])))


def _many_headed(x):
    x = layers.MultiHeadAttention(num_heads=2, key_dim=3)(x, x)
    return layers.Dense(3)(layers.Flatten()(x))


def _embedded() -> keras.Model:
    source = keras.Input((7,), dtype="int32")
    x = layers.Flatten()(layers.Embedding(20, 4)(source))
    return keras.Model(source, layers.Dense(3)(x))


CASES = {
    "simple_rnn": _row(layers.SimpleRNN, 6),
    "simple_rnn_unrolled": _row(layers.SimpleRNN, 6, unroll=True),
    "simple_rnn_relu_unrolled": _row(layers.SimpleRNN, 6, activation="relu", unroll=True),
    "lstm": _row(layers.LSTM, 6),
    "lstm_sequences": _row(layers.LSTM, 6, return_sequences=True),
    "lstm_unrolled": _row(layers.LSTM, 6, unroll=True),
    "gru": _row(layers.GRU, 6),
    "bidirectional": _around(layers.Bidirectional, lazily(layers.LSTM, 4)),
    "time_distributed": _around(layers.TimeDistributed, lazily(layers.Dense, 4, activation="relu")),
    "attention": Case(functional(ROW, _attending)),
    "multi_head_attention": Case(functional(ROW, _many_headed)),
    "embedding": Case(_embedded),
}
