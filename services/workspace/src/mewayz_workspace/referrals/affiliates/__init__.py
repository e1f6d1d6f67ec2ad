"""Affiliates: people who bring others by trade, admitted by staff, with links of their own."""
