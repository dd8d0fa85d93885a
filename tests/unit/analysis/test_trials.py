"""What single cases show of rules, beside what the prover says of all cases."""

from __future__ import annotations

import pytest

from fairservice.analysis.proofs.bench import Bench
from fairservice.analysis.proofs.claims import idle_rules
from fairservice.analysis.proofs.trials import Trials
from fairservice.bootstrap import shipped, shipped_rules
from fairservice.policy.load import load_rulebook


@pytest.mark.parametrize(("policy", "request_name"), [("webshop", "return"), ("supplier", "favour")])
def test_what_a_case_shows_the_prover_finds_too(policy: str, request_name: str) -> None:
    """A rule without which one case is decided otherwise is never one of which the prover says it changes nothing."""
    rulebook, _ = load_rulebook(shipped(policy), (shipped_rules(),))
    bench = Bench(rulebook, rulebook.requests[request_name])
    doubtful = set(idle_rules._doubtful(bench))
    told = idle_rules.speaking(bench.resolution)
    assert bench.trials.mattered and not bench.trials.mattered & doubtful
    for position in bench.trials.mattered:
        assert idle_rules._matters(bench, position, told)


def test_a_case_shows_which_rules_stand_and_that_one_matters() -> None:
    """Of a case in which a rule stands it is known that it does; that it matters, only of the rule that was asked."""
    rulebook, _ = load_rulebook(shipped("starter"), (shipped_rules(),))
    request = next(iter(rulebook.requests.values()))
    bench = Bench(rulebook, request)
    for position in range(len(request.rules)):
        model = bench.ask().model_of(bench.resolution.stands[position])
        trials = Trials(rulebook, request)
        trials.learn(bench.situation.case(model), position)
        assert position in trials.stood
        assert trials.mattered <= {position}
