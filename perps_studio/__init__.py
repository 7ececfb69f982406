"""Settings, addresses, processes: what ties the layers into one product."""
