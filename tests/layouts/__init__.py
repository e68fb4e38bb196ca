"""Documents made up in the layouts seen in the wild, each with the form that it is (see `makers.truth`)."""
