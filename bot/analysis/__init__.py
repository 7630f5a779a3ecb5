"""What a maintainer asks of the rules: is every answer set decided, do the personas hold, why not that model."""
