// Flashes a price that moved, in the color of its direction, for 200 ms; never where motion is unwelcome.
const FLASH_MS = 200;
const still = matchMedia("(prefers-reduced-motion: reduce)");

new MutationObserver((changes) => {
  if (still.matches || document.hidden) return;
  for (const { target, oldValue } of changes) {
    const move = target.dataset.value - oldValue;
    if (!move || !target.matches(".flash") || target.closest("[data-level=stale]")) continue;
    const tint = getComputedStyle(target).getPropertyValue(move > 0 ? "--up-tint" : "--down-tint");
    target.animate([{ backgroundColor: tint }, { backgroundColor: "transparent" }], FLASH_MS);
  }
}).observe(document.body, { subtree: true, attributeFilter: ["data-value"], attributeOldValue: true });
