"""Bounces: what a mail that came back says, told apart from complaints, automatic answers and real ones."""
