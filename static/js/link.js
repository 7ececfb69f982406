// Says within 3 s that the browser's own link is cut: what is on the screen is then old and must not look alive.
const SILENCE_MS = 2200;
const sign = document.getElementById("link");
let heardAt = performance.now();

function cut() {
  document.body.dataset.link = "cut";
  for (const shown of document.querySelectorAll("[data-level]:not([data-level=none], [data-held])")) {
    shown.dataset.held = shown.dataset.level;
    shown.dataset.level = "stale";
  }
}

function mend() {
  document.body.dataset.link = "live";
  sign.hidden = true;
  for (const shown of document.querySelectorAll("[data-held]")) {
    shown.dataset.level = shown.dataset.held;
    delete shown.dataset.held;
  }
}

function tell() {
  const silence = performance.now() - heardAt;
  if (silence > SILENCE_MS && document.body.dataset.link !== "cut") cut();
  if (document.body.dataset.link !== "cut") return;
  sign.textContent = sign.dataset.words.replace("%s", Math.round(silence / 1000));
  sign.hidden = false;
}

document.addEventListener("htmx:ws:before:message:incoming", () => {
  heardAt = performance.now();
  if (document.body.dataset.link !== "live") mend();
});
document.addEventListener("htmx:ws:close", () => {
  cut();
  tell();
});
document.addEventListener("visibilitychange", tell);
setInterval(tell, 250);
