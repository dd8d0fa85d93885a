"""Generated Python for live decisions: a program becomes functions compiled for it."""

from __future__ import annotations

from fairservice.interpreters.python_code.engine import PythonCode

__all__ = ["PythonCode"]
