"""The articles: what a reader can check every sentence against."""
