// Asks for the result anew while the reader types, and keeps the numbers in the address.
const form = document.getElementById("calculator");
const result = document.getElementById("result");
let waiting, asked = 0;

async function compute() {
  const query = new URLSearchParams(new FormData(form)).toString();
  const mine = ++asked;
  const answer = await fetch(`${form.dataset.result}?${query}`);
  if (!answer.ok || mine !== asked) return;
  result.innerHTML = await answer.text();
  history.replaceState(null, "", `${form.getAttribute("action")}?${query}`);
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => compute().catch(() => {}), 150);
});
