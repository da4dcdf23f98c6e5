"""What is so: units and their facts, and the headcount of their students."""
