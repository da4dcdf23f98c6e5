"""Spanish, for readers in the United States."""
