"""Documents made by hand in the layouts seen in the wild, each with the form that it is."""
