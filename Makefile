PYTHON ?= python3

.PHONY: site check test bench lint lock messages
site check test bench lint lock messages:
	@$(PYTHON) bootstrap.py $@ $(ARGS)
