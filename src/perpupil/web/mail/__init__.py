"""Mails: reminders before somebody's day, and what is posted beside a page."""
