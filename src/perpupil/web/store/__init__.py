"""What the database keeps: people and what they may, decisions and their versions, and the chain of events. Nothing is computed here."""
