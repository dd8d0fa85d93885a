"""What can be wrong with an outcome by itself, whether a rule, a row of a table or `otherwise` says it."""

from __future__ import annotations

from fairservice.errors import Defect

NO_ANSWER = Defect("FS300", "answer-missing", "error", "a rule gives no answer")
GIVES_WITH_NO = Defect("FS301", "gives-with-a-no", "error", "a rule that refuses gives something")
PROMISE_REFUSES = Defect("FS303", "promise-that-refuses", "error", "a promise can only give")
LAW_REFERENCE = Defect("FS307", "law-without-article", "error", "a law rule does not say which law")
