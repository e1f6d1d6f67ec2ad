"""Billing: prices, quotes, the subscription, its charges and promotions. Money itself moves in finance."""
