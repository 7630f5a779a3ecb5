"""What the articles keep to, proved like the rules: each finding with its file and line."""
