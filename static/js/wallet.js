// Signs in with a browser wallet: finds wallets by EIP-6963, else the one at window.ethereum (EIP-1193), and has the
// chosen one sign the server's message. The server decides everything; this script only carries texts.

const announced = new Map();
addEventListener("eip6963:announceProvider", (event) => {
  const { info, provider } = event.detail;
  announced.set(info.uuid, { name: info.name, icon: info.icon, provider });
  document.querySelectorAll("[data-wallet]").forEach(list);
});

function wallets() {
  if (announced.size) return [...announced.values()];
  return window.ethereum ? [{ name: "", icon: "", provider: window.ethereum }] : [];
}

function list(box) {
  const found = wallets();
  box.querySelector(".wallet-list").replaceChildren(...found.map((wallet) => entry(box, wallet)));
  say(box, found.length ? "" : box.dataset.none);
}

function entry(box, wallet) {
  const button = document.createElement("button");
  button.type = "button";
  if (/^data:image\/(png|webp|svg\+xml|jpeg|gif)[;,]/.test(wallet.icon)) {
    const icon = document.createElement("img");
    icon.src = wallet.icon;
    icon.alt = "";
    button.append(icon);
  }
  button.append(`${box.dataset.label} ${wallet.name || "browser wallet"}`);
  button.addEventListener("click", () => sign(box, wallet.provider));
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function say(box, words, bad = false) {
  const place = box.querySelector(".wallet-words");
  place.textContent = words;
  place.toggleAttribute("data-bad", bad);
}

async function sign(box, provider) {
  say(box, box.dataset.waiting);
  const purpose = box.dataset.purpose;
  let told;
  try {
    const [address] = await provider.request({ method: "eth_requestAccounts" });
    const chain = Number(await provider.request({ method: "eth_chainId" }));
    told = await post(box, box.dataset.challenge, { purpose, address, chain });
    if (told.message) {
      const data = "0x" + [...new TextEncoder().encode(told.message)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const signature = await provider.request({ method: "personal_sign", params: [data, address] });
      told = await post(box, box.dataset.answer, { purpose, message: told.message, signature, next: box.dataset.next });
    }
  } catch (problem) {
    say(box, problem instanceof TypeError ? box.dataset.broken : box.dataset.refused, true);
    return;
  }
  if (told.next) location.assign(told.next);
  else say(box, told.error || box.dataset.broken, true);
}

async function post(box, address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": box.dataset.csrf },
    body: JSON.stringify(body),
  });
  return (answer.headers.get("Content-Type") || "").startsWith("application/json") ? answer.json() : {};
}

document.querySelectorAll("[data-wallet]").forEach(list);
dispatchEvent(new Event("eip6963:requestProvider"));
