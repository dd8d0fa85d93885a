"""How a case of an airline's desk, as others wrote it down, reads as the facts of our airline policy.

Nothing is decided here: values are copied under our names, and the hours since the booking are counted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

Record = dict[str, Any]
"""A case, or a part of one, as it stands in the file."""

REQUESTS = {
    "book": "book",
    "query_free_bags": "bags_included",
    "add_baggage": "bags_change",
    "remove_baggage": "bags_change",
    "change_flights": "flights_change",
    "change_cabin": "cabin_change",
    "change_passengers": "passengers_change",
    "add_insurance": "insurance_add",
    "refund_insurance": "insurance_refund",
    "cancel": "cancel",
    "partial_refund": "part_refund",
    "compensation": "compensation",
}
REASONS = {"change_of_plan": "change_of_plan", "health": "health", "family_emergency": "other"}
COMPLAINTS = {"cancelled": "cancelled_flight", "delayed": "delayed_flight", "other": "other"}
KINDS = {"certificate": "travel_certificate", "credit_card": "credit_card", "gift_card": "gift_card"}

NEW_FARES = {"tau2-airline-11-1": (53, 99)}
"""Prices per traveller in the new cabin. The case leaves them out; they are those of its two flights, HAT003 and
HAT290, on its two days, in the flight data that its authors published beside it."""


def facts_of(case: Record) -> Record:
    """The facts of our policy that this case tells; what it does not tell stays unknown."""
    facts, request = case["facts"], case["request"]
    known: Record = {}
    for ours, theirs in {
        "customer.membership": "membership",
        "reservation.cabin": "cabin",
        "reservation.passengers": "passenger_count",
        "reservation.is_insured": "insurance",
        "bags.booked": "total_baggages",
        "bags.paid_for": "nonfree_baggages",
    }.items():
        if theirs in facts:
            known[ours] = facts[theirs]
    if "created_at" in facts:
        known["reservation.hours_since_booking"] = _started_hours(facts["created_at"], facts["now"])
    if "flights" in facts:
        flights = facts["flights"]
        known["reservation.flights"] = [{"status": each["status"], "price": each["price"]} for each in flights]
    if case["id"] in NEW_FARES:
        known["change.flights"] = [{"price": price} for price in NEW_FARES[case["id"]]]
    return known | _asked(request, facts)


def _asked(request: Record, facts: Record) -> Record:
    match request["type"]:
        case "book":
            return _booking(request, facts)
        case "add_baggage" | "remove_baggage":
            return {"bags.wanted": request["total_after"]}
        case "change_flights":
            return {
                "change.keeps_route": not request["changes_origin_or_destination"],
                "change.to_cabin": request.get("cabin_to", facts["cabin"]),
            }
        case "change_cabin":
            return {"change.to_cabin": request["to"], "change.for_all": request["scope"] == "all"}
        case "change_passengers":
            return {"change.passengers": request["count_after"]}
        case "cancel":
            return {"cancel.reason": REASONS[request["reason"]]}
        case "compensation":
            return {
                "compensation.asked": request["customer_asks"],
                "compensation.because_of": COMPLAINTS[request["complaint"]],
                "compensation.trip_changed": request["wants_change_or_cancel"],
            }
        case _:
            return {}


def _booking(request: Record, facts: Record) -> Record:
    paying = request["payment"]
    known: Record = {"payment.methods": [{"kind": KINDS[each["kind"]]} for each in paying]}
    # A case of a booking lists no flights, and never speaks of seats: there were. It has one cabin for all. Its fare is
    # taken to be what was paid, so that whatever the policy charges beside it would come on top.
    flight = {"status": "available"}
    if "cabin" in facts:
        known["booking.same_for_all"] = True
        flight["price"] = str(Decimal(sum(each["amount"] for each in paying)) / facts["passenger_count"])
    if "total_baggages" in request:
        known |= {"booking.bags": request["total_baggages"], "booking.wants_insurance": request["insurance"]}
    return known | {"reservation.flights": [flight]}


def _started_hours(begin: str, end: str) -> int:
    return -((datetime.fromisoformat(begin) - datetime.fromisoformat(end)) // timedelta(hours=1))
