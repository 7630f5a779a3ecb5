"""What the staff of the provider work with: links to share, their pictures, and what came of them."""
