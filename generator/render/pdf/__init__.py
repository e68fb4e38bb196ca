"""The PDF of a form: laid out, checked against the form, its YAML attached and read back."""
