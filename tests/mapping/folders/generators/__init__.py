"""One module for each organisation whose exports the wizard has never seen."""
