PYTHON ?= python3
override ARGS += $(if $(MINUTES),--minutes=$(MINUTES))

.PHONY: site check test site-matrix pictures bench trust fuzz lint lock messages
site check test site-matrix pictures bench trust fuzz lint lock messages:
	@$(PYTHON) bootstrap.py $@ $(ARGS)
