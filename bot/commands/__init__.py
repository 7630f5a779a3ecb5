"""One module for each command of `fixpoint`: it reads its input, calls one part of the program, and prints."""
