"""What actors say, pay and are said to gain, policy by policy (`docs/analyses/matrix.md`)."""

from cuibono.analysis.matrix.matrix import matrix
from cuibono.analysis.matrix.model import Cell, Entry, Matrix, MatrixRow
from cuibono.analysis.matrix.request import Inferred, Kind, MatrixRequest, Order, Part
from cuibono.analysis.matrix.text import absence_words, as_csv, short

__all__ = [
    "Cell",
    "Entry",
    "Inferred",
    "Kind",
    "Matrix",
    "MatrixRequest",
    "MatrixRow",
    "Order",
    "Part",
    "absence_words",
    "as_csv",
    "matrix",
    "short",
]
