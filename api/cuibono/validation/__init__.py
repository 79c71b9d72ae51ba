"""SHACL: the write gate and the whole report."""

from cuibono.validation.engines import Engine
from cuibono.validation.gate import Gate
from cuibono.validation.locating import Location, Locator
from cuibono.validation.rendering import ReportFormat, render, render_text, summary
from cuibono.validation.reporting import report
from cuibono.validation.results import Report, Result, Severity
from cuibono.validation.scanning import tokens
from cuibono.validation.shapes import Shapes, bundled_shapes

__all__ = [
    "Engine",
    "Gate",
    "Location",
    "Locator",
    "Report",
    "ReportFormat",
    "Result",
    "Severity",
    "Shapes",
    "bundled_shapes",
    "render",
    "render_text",
    "report",
    "summary",
    "tokens",
]
