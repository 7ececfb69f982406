"""Where each figure of the terminal is explained: the paragraph behind its "?"."""

LINKS = {
    "margin-ratio": "/learn/margin-ratio/#the-ratio",
    "available-margin": "/learn/margin-ratio/#four-figures-of-one-account",
    "buffer": "/learn/cross-margin/#one-pool-one-threshold",
    "maintenance-margin": "/learn/leverage-and-tiers/#tiers",
    "equity": "/learn/margin-ratio/#two-equities",
    "initial-margin": "/learn/leverage-and-tiers/#what-the-slider-does-in-cross",
    "order-margin": "/learn/margin-ratio/#four-figures-of-one-account",
    "withdrawable": "/learn/margin-ratio/#where-the-venues-differ",
    "account-value": "/learn/pools/#three-sums-that-are-easy-to-confuse",
    "unrealized-pnl": "/learn/prices/#which-one-does-what",
    "net-exposure": "/learn/hedging/#the-numbers",
    "gross-exposure": "/learn/hedging/#what-does-offset",
    "effective-leverage": "/learn/leverage-and-tiers/#what-the-slider-does-in-cross",
    "cross-pool": "/learn/pools/#the-table",
    "mark-price": "/learn/prices/#three-prices",
    "index-price": "/learn/prices/#how-mark-is-made",
    "funding": "/learn/funding/#the-numbers",
    "liquidation-price": "/learn/liquidation-price/#why-it-moves",
    "position-margin": "/learn/isolated-margin/#a-sum-set-aside",
    "distance": "/learn/liquidation-price/#in-words-first",
}
