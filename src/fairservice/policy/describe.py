"""Reads rules and requests out as plain Dutch and English sentences, for owners who check what they wrote."""

from __future__ import annotations

from fairservice.conditions.describe import Describer, tests_of
from fairservice.conditions.nodes import TRUE, Node, disjunction
from fairservice.conditions.vocabulary import DATE, write_value
from fairservice.policy.rule import NOBODY, OTHERWISE, Answer, Rule, Words
from fairservice.policy.rulebook import Request, Rulebook

_T = {
    "en": {
        "rule": "Rule {}",
        "otherwise": "In all other cases",
        "basis": {"law": "law", "promise": "promise", "policy": "policy", "goodwill": "goodwill"},
        "when": "When",
        "all": "When all of this holds:",
        "one": "When this holds:",
        "then": "then",
        "otherwise_named": "all other cases",
        "and": "and",
        "always": "In every case",
        "answer": "the answer is {}.",
        "answer_alone": "the answer is {}.",
        "answers": {"yes": "YES", "yes_but": "YES, BUT", "no_but": "NO, BUT", "no": "NO"},
        "give": "The customer gets {}.",
        "line": "{}: {}",
        "provided": "For it is needed: {}.",
        "offer": "What can be offered: {}.",
        "on": "{} on {}",
        "worth": "{} of {}",
        "concede": "an employee may concede, beyond the answer of {}, {}.",
        "up_to": "{} up to {}",
        "reasons": "One of these reasons must be chosen: {}.",
        "limit": "At most {} time(s) per customer within {} days.",
        "recovery": "It makes up for our own failure ({}), and is counted apart from favours.",
        "overrides": "It goes before {}.",
        "from": "It holds from {} on.",
        "until": "It holds until {}.",
        "nobody": "Nobody may decide otherwise.",
        "role": "{} may decide otherwise.",
        "because": "Said: “{}”",
        "pressed": "If they insist: “{}”",
        "reference": "It rests on {}.",
        "rows": "Of these rows, all that hold add up:",
        "at_most": "{}: what the rows add up to, at most {}",
        "owner": "Owner: {}.",
        "question": "{}",
        "in_force": "Rules hold as of {}.",
        "complete": "The rules cover every case.",
        "highest": "Where several rules hold, the highest answer counts.",
        "of": "{} rules",
    },
    "nl": {
        "rule": "Regel {}",
        "otherwise": "In alle andere gevallen",
        "basis": {"law": "wet", "promise": "belofte", "policy": "beleid", "goodwill": "coulance"},
        "when": "Als",
        "all": "Als dit alles geldt:",
        "one": "Als dit geldt:",
        "then": "dan",
        "otherwise_named": "alle andere gevallen",
        "and": "en",
        "always": "In elk geval",
        "answer": "is het antwoord {}.",
        "answer_alone": "het antwoord is {}.",
        "answers": {"yes": "JA", "yes_but": "JA, MAAR", "no_but": "NEE, MAAR", "no": "NEE"},
        "give": "De klant krijgt {}.",
        "line": "{}: {}",
        "provided": "Daarvoor is nodig: {}.",
        "offer": "Wat wel kan: {}.",
        "on": "{} op {}",
        "worth": "{} van {}",
        "concede": "mag een medewerker, boven het antwoord van {}, toegeven: {}.",
        "up_to": "{} tot {}",
        "reasons": "Een van deze redenen moet worden gekozen: {}.",
        "limit": "Hoogstens {} keer per klant binnen {} dagen.",
        "recovery": "Dit maakt een eigen fout goed ({}) en telt niet mee als gunst.",
        "overrides": "Deze gaat voor op {}.",
        "from": "Geldt vanaf {}.",
        "until": "Geldt tot en met {}.",
        "nobody": "Niemand mag anders beslissen.",
        "role": "{} mag anders beslissen.",
        "because": "Gezegd wordt: “{}”",
        "pressed": "Als de klant aandringt: “{}”",
        "reference": "Grondslag: {}.",
        "rows": "Van deze rijen tellen alle die gelden op:",
        "at_most": "{}: wat de rijen samen zijn, hoogstens {}",
        "owner": "Eigenaar: {}.",
        "question": "{}",
        "in_force": "Regels gelden naar {}.",
        "complete": "De regels dekken elk geval.",
        "highest": "Gelden er meer regels, dan telt het hoogste antwoord.",
        "of": "{} regels",
    },
}


def rule_in_words(rulebook: Rulebook, rule: Rule, lang: str) -> str:
    """A rule as a short paragraph, one sentence a line."""
    t = _T[lang]
    describer = describer_of(rulebook, lang)
    heading = str(t["otherwise"] if rule.id == OTHERWISE else t["rule"]).format(rule.id)
    basis = t["basis"]
    assert isinstance(basis, dict)
    lines = [f"{heading} ({basis[rule.basis]})" if rule.id != OTHERWISE else heading]
    lines += ["  " + line for line in _opening(rulebook, rule, lang, describer)]
    if rule.lines:
        most = dict(rulebook.requests[rule.request].tables[rule.id].up_to) if rule.rows else {}
        parts = [
            str(t["at_most"]).format(rulebook.label(line.grant, lang), describer.amount(most[line.grant]))
            if line.grant in most
            else f"{rulebook.label(line.grant, lang)} ({describer.amount(line.amount)})"
            for line in rule.lines
        ]
        lines.append("  " + str(t["give"]).format(listed(parts, lang)))
    if rule.provided:
        labels = [rulebook.label(name, lang) for name in rule.provided]
        lines.append("  " + str(t["provided"]).format(listed(labels, lang)))
    if rule.offers:
        lines.append("  " + str(t["offer"]).format(listed(_offers(rulebook, rule, lang, describer), lang)))
    lines += ["  " + line for line in _bounds(rulebook, rule, lang)]
    if rule.because:
        lines.append("  " + str(t["because"]).format(_sentence(rulebook, rule.because, lang)))
    if rule.if_pressed:
        lines.append("  " + str(t["pressed"]).format(_sentence(rulebook, rule.if_pressed, lang)))
    return "\n".join(lines)


def request_in_words(rulebook: Rulebook, request: Request, lang: str) -> str:
    """The question that a request answers, and how its rules combine."""
    t = _T[lang]
    question = request.question.get(lang) or rulebook.label(request.name, lang)
    lines = [f"{request.name}: {question}"]
    if request.in_force_fact != "today":
        lines.append("  " + str(t["in_force"]).format(rulebook.label(request.in_force_fact, lang)))
    if request.complete:
        lines.append(f"  {t['complete']}")
    if request.combine == "highest":
        lines.append(f"  {t['highest']}")
    return "\n".join(lines)


def describer_of(rulebook: Rulebook, lang: str) -> Describer:
    """What reads conditions out in the words of a policy."""
    return Describer(lang, rulebook.currency, lambda name: rulebook.label(name, lang), rulebook.zone)


def _opening(rulebook: Rulebook, rule: Rule, lang: str, describer: Describer) -> list[str]:
    """When it holds, and what is answered; from three tests on one line each."""
    t = _T[lang]
    lines: list[str] = []
    if rule.id == OTHERWISE:
        opening = ""
    elif rule.rows:
        lines = _rows(rulebook, rule, lang, describer)
        opening = f"{t['then']} "
    else:
        lines, opening = opening_of(rule.condition, lang, describer)
    if rule.concession is not None:
        conceded = [
            str(t["up_to"]).format(rulebook.label(line.grant, lang), describer.amount(line.amount))
            for line in rule.concession.lines
        ]
        target = rule.concession.exception_to
        named = t["otherwise_named"] if target == OTHERWISE else target
        said = str(t["concede"]).format(named, listed(conceded, lang))
    else:
        assert rule.answer is not None
        said = str(t["answer" if opening else "answer_alone"]).format(answer_in_words(rule.answer, lang))
    sentence = opening + said
    return [*lines, sentence[:1].upper() + sentence[1:]]


def opening_of(condition: Node, lang: str, describer: Describer) -> tuple[list[str], str]:
    """How a sentence begins that says when something holds, and the lines before it."""
    t = _T[lang]
    if condition == TRUE:
        return [], f"{t['always']} "
    tests = [describer.condition(each) for each in tests_of(condition)]
    # a Dutch clause after "als" has its verb last, which a test read out by itself has not
    if len(tests) < 3 and lang != "nl":
        return [], f"{t['when']} {listed(tests, lang)}, "
    return [str(t["all" if len(tests) > 1 else "one"]), *(f"  - {each}" for each in tests)], f"{t['then']} "


def answer_in_words(answer: Answer, lang: str) -> str:
    """An answer as it is read out: `YES, BUT`."""
    answers = _T[lang]["answers"]
    assert isinstance(answers, dict)
    return str(answers[answer.word])


def _rows(rulebook: Rulebook, rule: Rule, lang: str, describer: Describer) -> list[str]:
    """The rows of a table that adds up, each with when it counts and what it adds."""
    t = _T[lang]
    either = disjunction(row.condition for row in rule.rows)
    shared = [describer.condition(each) for each in tests_of(rule.condition) if each != either]
    lines = [str(t["all" if len(shared) > 1 else "one"]), *(f"  - {each}" for each in shared)] if shared else []
    lines.append(str(t["rows"]))
    for row in rule.rows:
        adds = listed([f"{rulebook.label(name, lang)} {describer.amount(node)}" for name, node in row.amounts], lang)
        lines.append(f"  - {row.id}: {describer.condition(row.condition)}: {adds or '-'}")
    return lines


def _offers(rulebook: Rulebook, rule: Rule, lang: str, describer: Describer) -> list[str]:
    t = _T[lang]
    found = []
    for offer in rule.offers:
        text = rulebook.label(offer.what, lang)
        if offer.amount is not None:
            text = str(t["worth"]).format(text, describer.amount(offer.amount))
        if offer.on is not None:
            text = str(t["on"]).format(text, describer.amount(offer.on))
        found.append(text)
    return found


def _bounds(rulebook: Rulebook, rule: Rule, lang: str) -> list[str]:
    """When it holds, what it goes before, who may decide otherwise, and what it rests on."""
    t = _T[lang]
    lines = []
    first, last = rule.effective
    if first is not None:
        lines.append(str(t["from"]).format(write_value(first, DATE)))
    if last is not None:
        lines.append(str(t["until"]).format(write_value(last, DATE)))
    concession = rule.concession
    if concession is not None:
        if concession.reasons:
            reasons = [rulebook.label(name, lang) for name in concession.reasons]
            lines.append(str(t["reasons"]).format(", ".join(reasons)))
        if concession.per_customer is not None:
            limit = concession.per_customer
            lines.append(str(t["limit"]).format(limit.at_most, limit.within_days))
        if concession.recovery is not None:
            lines.append(str(t["recovery"]).format(rulebook.label(concession.recovery, lang)))
    elif rule.may_override == NOBODY:
        lines.append(str(t["nobody"]))
    else:
        lines.append(str(t["role"]).format(rulebook.label(rule.may_override, lang).capitalize()))
    if rule.overrides:
        lines.append(str(t["overrides"]).format(listed(list(rule.overrides), lang)))
    if rule.reference:
        lines.append(str(t["reference"]).format(rule.reference))
    return lines


def _sentence(rulebook: Rulebook, words: Words, lang: str) -> str:
    """A text with what its placeholders stand for: `you get ‹money back› back`."""
    template = words.get(lang) or next(iter(words.values()))
    return "".join(part if isinstance(part, str) else f"‹{rulebook.label(part.name, lang)}›" for part in template)


def listed(parts: list[str], lang: str) -> str:
    """Several things one after the other: `one, another and a third`."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + f" {_T[lang]['and']} {parts[-1]}"
