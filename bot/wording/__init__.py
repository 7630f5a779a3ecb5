"""The bot's own words, in every language it speaks; what it says of rules and articles stands in those."""
