"""The rule language: how its files are read, what they may say, and every check that needs no answer space."""
