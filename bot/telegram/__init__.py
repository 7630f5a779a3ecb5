"""The conversation on Telegram: what arrives, what is shown, when an update is confirmed. It decides nothing else."""
