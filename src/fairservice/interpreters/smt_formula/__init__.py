"""Conditions and amounts as z3 terms: for proofs about all cases, and for a case that refutes one.

Importing this package needs z3 (the extra `prove`); only what proves imports it.
"""

from fairservice.interpreters.smt_formula.columns import Columns, ListTerm, SetTerm, Term, Texts
from fairservice.interpreters.smt_formula.engine import SmtFormula
from fairservice.interpreters.smt_formula.formulas import Formulas

__all__ = ["Columns", "Formulas", "ListTerm", "SetTerm", "SmtFormula", "Term", "Texts"]
