"""What a form is: values, vocabulary, layouts, and what is said of them; no file is read but our own data."""
