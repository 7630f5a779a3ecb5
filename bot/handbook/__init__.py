"""The handbook: the rules and articles as a static site that needs no server and calls nobody.

Builders are pure: content and what analysis found in, texts by file name out. `writing.py` alone touches a folder, and
`drawing.py` alone starts a program. All pages stand in one flat folder, so that a link is the same from anywhere.
"""
