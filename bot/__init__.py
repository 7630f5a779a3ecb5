"""Fixpoint: which kind of IT support fits a business, why, and what would change the answer."""

__version__ = "0.1.0"
