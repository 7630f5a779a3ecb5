"""The conversation: what a person can do, what an act leads to, and how a consultation looks. Pure, all of it."""
