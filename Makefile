# One command each; every one of them builds what it needs first. PORT and HOST say where `make run` listens.
.PHONY: run test prove bench check lock

run:
	@bin/bootstrap requirements.txt && exec .venv/bin/python -m perps_studio.launcher

test:
	@bin/test $(ARGS)

prove:
	@bin/prove $(ARGS)

bench:
	@bin/bench $(ARGS)

check:
	@bin/check

lock:
	@bin/lock $(ARGS)
