"""What is set aside before schools get anything: how each amount is found, one rule a file, and what is wrong with those that a district chose."""
