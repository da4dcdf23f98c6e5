"""Where we stand: whether dollars follow need, by the measures of the field."""
