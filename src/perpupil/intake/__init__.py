"""Files as districts have them, brought to clean facts: formats, columns, counting; nothing about a student is kept."""
