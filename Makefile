PYTHON ?= python3

.PHONY: site check test site-matrix pictures bench lint lock messages
site check test site-matrix pictures bench lint lock messages:
	@$(PYTHON) bootstrap.py $@ $(ARGS)
