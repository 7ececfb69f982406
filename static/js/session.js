// The server closes a socket with 4401 when its session ended: the page starts again as whoever is signed in now.
document.addEventListener("htmx:ws:close", (event) => {
  if (event.detail.code === 4401) location.reload();
});
