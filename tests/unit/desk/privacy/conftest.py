"""The desk of the laundry, on a ledger in memory."""

from privacy_shop import ledger, shop, shop_of

__all__ = ["ledger", "shop", "shop_of"]
