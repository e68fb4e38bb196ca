"""The ministry's rules, one function each, over a Form."""
