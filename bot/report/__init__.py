"""What is drawn for people to keep; imported only when somebody asks for it."""
