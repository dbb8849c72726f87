"""Writers of the sample résumés, job files and unreadable files of `make demo`."""
