"""From answers to advice: one consultation through durable_rules, every answer set at once through numpy."""
