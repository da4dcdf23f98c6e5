"""What follows: a formula worked on facts gives an allocation, its reasons and its seal."""
