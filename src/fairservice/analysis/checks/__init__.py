"""The checks of a policy: one module a defect, each with `find(rulebook)`. A new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fairservice.analysis.checks import (
    claims_legality,
    complaint_can_be_refused,
    concession_beyond_mandate,
    conduct_without_worse,
    exactly_one_figure,
    figure_in_rule,
    goodwill_without_limit,
    invariant_out_of_reach,
    later_gets_more,
    law_deadline_to_today,
    mandate_without_customer_limit,
    missing_ask,
    missing_because,
    missing_label,
    missing_translation,
    no_but_without_offer,
    overlap_without_overrides,
    rows_of_a_table,
    rule_always_fires,
    rule_never_fires,
    sensitive_reason,
    sentence_too_long,
    unused_declaration,
    vague_promise,
    yes_but_without_condition,
    yields_to_law,
)
from fairservice.errors import Finding
from fairservice.policy.rulebook import Rulebook

Check = Callable[[Rulebook], Iterator[Finding]]

OF_WHAT_IS_WRITTEN: tuple[Check, ...] = (
    missing_translation.find,
    vague_promise.find,
    sentence_too_long.find,
    claims_legality.find,
    figure_in_rule.find,
    conduct_without_worse.find,
)
"""Checks of the words and figures as written: they hold whatever else is wrong with the files."""

OF_WHAT_IT_MEANS: tuple[Check, ...] = (
    rule_never_fires.find,
    rule_always_fires.find,
    exactly_one_figure.find,
    overlap_without_overrides.find,
    rows_of_a_table.find,
    yields_to_law.find,
    no_but_without_offer.find,
    yes_but_without_condition.find,
    missing_because.find,
    missing_ask.find,
    missing_label.find,
    sensitive_reason.find,
    unused_declaration.find,
    later_gets_more.find,
    complaint_can_be_refused.find,
    law_deadline_to_today.find,
    goodwill_without_limit.find,
    concession_beyond_mandate.find,
    mandate_without_customer_limit.find,
    invariant_out_of_reach.find,
)
"""Checks of what the rules mean: only of a policy that can be read whole, else they would accuse the wrong line."""
