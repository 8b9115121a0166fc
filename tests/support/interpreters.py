"""The official parser of `.tflite`, and LiteRT, as references."""

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType

_NAMES = {value: name for name, value in vars(schema.BuiltinOperator).items()}


def graph(flatbuffer: bytes) -> schema.SubGraphT:
    """Returns the only subgraph."""
    (subgraph,) = schema.ModelT.InitFromPackedBuf(flatbuffer, 0).subgraphs
    return subgraph


def operators(flatbuffer: bytes) -> list[str]:
    """Returns TFLite's names of the graph's operators, in order."""
    model = schema.ModelT.InitFromPackedBuf(flatbuffer, 0)
    codes = [_NAMES[code.builtinCode] for code in model.operatorCodes]
    return [codes[operator.opcodeIndex] for operator in model.subgraphs[0].operators]


class LiteRT:
    """LiteRT's reference kernels. `input` and `output` are the interpreter's details."""

    def __init__(self, flatbuffer: bytes, keep_all: bool = False):
        """`keep_all` keeps intermediate tensors for `tensor`."""
        self._interpreter = Interpreter(
            model_content=flatbuffer,
            experimental_op_resolver_type=OpResolverType.BUILTIN_REF,
            experimental_preserve_all_tensors=keep_all,
        )
        self._interpreter.allocate_tensors()
        (self.input,) = self._interpreter.get_input_details()
        (self.output,) = self._interpreter.get_output_details()

    def __call__(self, samples: np.ndarray) -> np.ndarray:
        """Maps [n, ...input shape] to [n, ...output shape]."""
        outputs = []
        for sample in samples:
            self._interpreter.set_tensor(self.input["index"], sample[np.newaxis])
            self._interpreter.invoke()
            outputs.append(self._interpreter.get_tensor(self.output["index"])[0])
        return np.stack(outputs)

    def tensor(self, index: int) -> np.ndarray:
        """Returns any tensor of the graph after the last inference."""
        return self._interpreter.get_tensor(index)
