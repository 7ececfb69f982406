# One command each; every one of them builds what it needs first. PORT and HOST choose where `make run` listens.
.PHONY: run test prove bench check lock

run:
	@bin/bootstrap requirements.txt && exec .venv/bin/python -m perps_studio.launcher

test:
	@bin/test

prove:
	@PROVE=1 bin/test

bench:
	@bin/bench

check:
	@bin/check

lock:
	@bin/lock $(ARGS)
