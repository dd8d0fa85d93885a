"""The manifest of the small policies that unit tests write."""

MANIFEST = """language: 1
policy: probe
title: {en: Probe}
owner: owner@example.com
languages: [en]
currency: EUR
timezone: Europe/Amsterdam
since: 2025-01-01
roles: {agent: {}, lead: {above: agent, may: [override]}}
grants: {refund: money, credit: money, discount: percent, swap: yes_or_no, ready_on: date, extra: quantity}
together: [discount]
"""

SHOP = """\
language: 1
policy: shop
title:
  en: Shop
owner: owner@example.com
languages: [en]
since: 2025-01-01
"""
"""The least that a manifest says."""
