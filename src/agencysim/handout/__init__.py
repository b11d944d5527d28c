"""What is handed out of a plan."""
