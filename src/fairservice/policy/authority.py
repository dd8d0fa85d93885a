"""Reads what can be given and who may give it: grants, roles, and the mandates of the roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fairservice.conditions.vocabulary import BOOLEAN, DATE, Type, cut, default_quantity, int_of, one_of
from fairservice.errors import Defect
from fairservice.policy.declare import Declarations
from fairservice.policy.declare_values import BAD_NAME, WORD
from fairservice.policy.files import RoleFile
from fairservice.policy.packs import words
from fairservice.policy.rule import Limit
from fairservice.policy.rulebook import Grant, Mandate, Role
from fairservice.source.located_yaml import Entries, Text

UNKNOWN_ROLE = Defect("FS120", "unknown-role", "error", "a role is named that nothing declares")
UNKNOWN_GRANT = Defect("FS121", "unknown-grant", "error", "a grant is named that nothing declares")

DUTIES = ("approve", "override", "decide_measure", "hear_appeal", "publish", "protect_data")


class Authority:
    """The roles and grants of a policy, and a finding for each other name that is taken for one."""

    def __init__(self, declare: Declarations, roles: Mapping[Text, RoleFile], lost: Iterable[str]) -> None:
        self.declare = declare
        self.findings = declare.findings
        self.roles: dict[str, Role] = {}
        self.grants: dict[str, Grant] = {}
        self._lost_roles = set(lost)
        self._lost_grants: set[str] = set()
        self._read_roles(roles)

    def no_role(self, name: Text, others: Iterable[str] = ()) -> None:
        """A finding on a name that is no role; none where its own declaration already has one."""
        if str(name) not in self._lost_roles:
            known = [*self.roles, *others]
            help = one_of(name, known, "roles") if self.roles else "declare it under `roles`"
            self.findings.append(UNKNOWN_ROLE.at(name.span, f"no role is called `{cut(name)}`", help))

    def no_grant(self, name: Text) -> None:
        """A finding on a name that is no grant; none where its own declaration already has one."""
        if str(name) not in self._lost_grants:
            help = one_of(name, list(self.grants), "grants") if self.grants else "declare it under `grants`"
            self.findings.append(UNKNOWN_GRANT.at(name.span, f"no grant is called `{cut(name)}`", help))

    # ---- roles

    def _read_roles(self, models: Mapping[Text, RoleFile]) -> None:
        for name, model in models.items():
            if not WORD.match(name):
                self._lost_roles.add(str(name))
                self.findings.append(
                    BAD_NAME.at(name.span, f"`{cut(name)}` cannot be a role", "use small letters and `_`")
                )
                continue
            duties = (self.declare.choice(duty, DUTIES, "a duty", "duties") for duty in words(model.may))
            may = frozenset(each for each in duties if each)
            above = str(model.above) if model.above else None
            self.roles[str(name)] = Role(str(name), above, may, name.span)  # type: ignore[arg-type]
        for name, model in models.items():
            if model.above is not None and str(model.above) not in self.roles:
                self.no_role(model.above)
            below, steps = self.roles.get(str(name)), 0
            while below and below.above and steps <= len(self.roles):
                below, steps = self.roles.get(below.above), steps + 1
            if steps > len(self.roles):
                at = model.above.span if model.above is not None else name.span
                help = f"take away the `above` of one of them; the lowest role, such as `{name}`, stands above no other"
                self.declare.wrong(at, f"`{name}` stands above itself", help)
                self.roles = {key: Role(key, None, role.may, role.span) for key, role in self.roles.items()}
                return

    # ---- grants and mandates

    def read_grants(self, tree: Entries | None) -> None:
        if tree is None:
            return
        types: dict[str, Type] = {
            "money": default_quantity("money", self.declare.decimals),
            "percent": default_quantity("percent"),
            "yes_or_no": BOOLEAN,
            "date": DATE,
            "quantity": default_quantity("integer"),
        }
        self._lost_grants |= tree.lost
        for name, value in tree.pairs():
            kind = self._kind(name, value, tuple(types)) if value is not None else None
            if kind:
                self.grants[str(name)] = Grant(str(name), types[kind], name.span)
            else:
                self._lost_grants.add(str(name))

    def _kind(self, name: Text, value: object, kinds: tuple[str, ...]) -> str | None:
        if not WORD.match(name):
            self.findings.append(
                BAD_NAME.at(name.span, f"`{cut(name)}` cannot be a grant", "use small letters and `_`")
            )
            return None
        if not isinstance(value, Text):
            self.declare.wrong(name.span, f"`{name}` needs a type", one_of("", kinds, "types"))
            return None
        return self.declare.choice(value, kinds, "a type of grant", "types")

    def mandates(self, tree: Entries | None) -> list[Mandate]:
        found: list[Mandate] = []
        for role, below in tree.pairs() if tree is not None else ():
            if str(role) not in self.roles:
                self.no_role(role)
                continue
            if not isinstance(below, Entries):
                self.declare.wrong(
                    role.span, "a mandate has a line per grant", "write `store_credit: {per_case: 25.00}`"
                )
                continue
            for grant, limits in below.pairs():
                if str(grant) not in self.grants:
                    self.no_grant(grant)
                elif isinstance(limits, Entries):
                    found += self._mandate(str(role), grant, limits)
                else:
                    self.declare.wrong(grant.span, "a mandate says how much", "write `{per_case: 25.00}`")
        return found

    def _mandate(self, role: str, grant: Text, limits: Entries) -> list[Mandate]:
        type = self.grants[str(grant)].type
        unknown = self.declare.unknown_keys(limits, ("per_case", "per_customer"))
        per_case = self.declare.value(limits.get("per_case"), type) if "per_case" in limits else None
        if per_case is None:
            if "per_case" not in limits and not unknown and "per_case" not in limits.lost:
                self.declare.wrong(grant.span, "this mandate has no `per_case`", "write how much one case may cost")
            return []
        tree = limits.get("per_customer")
        per_customer = self._limit(tree, type) if isinstance(tree, Entries) else None
        return [Mandate(role, str(grant), int(int_of(per_case)), per_customer, grant.span)]

    def _limit(self, tree: Entries, type: Type) -> Limit | None:
        within, at_most = tree.get("within"), self.declare.value(tree.get("at_most"), type)
        if not isinstance(within, Text) or at_most is None:
            self.declare.wrong(
                tree.span, "a limit needs `at_most` and `within`", "write `{at_most: 50.00, within: 90 days}`"
            )
            return None
        return Limit(int(int_of(at_most)), self.declare.days(within))
