"""What a change of the rules changes: two contents held against each other over every answer set.

`report.difference` is the way in. Nothing is sampled, nothing is printed, and nothing is read from a file here.
"""
