"""The form as a word processor's document."""
