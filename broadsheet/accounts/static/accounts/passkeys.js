// Asks the device for a passkey and sends the form with what it answered. Without this file, or on a device that knows none,
// what needs it stays hidden, and the code by mail is the way.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const named = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

function question(told) {
  const asked = { ...told.publicKey, challenge: toBytes(told.publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: toBytes(asked.user.id) };
  if (asked.excludeCredentials) asked.excludeCredentials = named(asked.excludeCredentials);
  if (asked.allowCredentials) asked.allowCredentials = named(asked.allowCredentials);
  return { publicKey: asked };
}

function answer(key) {
  const response = { clientDataJSON: toText(key.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = toText(key.response[name]);
  }
  if (key.response.getTransports) response.transports = key.response.getTransports();
  return { id: key.id, rawId: toText(key.rawId), type: key.type, response, clientExtensionResults: key.getClientExtensionResults() };
}

async function ask(form) {
  const lying = form.querySelector("script[type='application/json']");
  const told = lying ? JSON.parse(lying.textContent) : await (await fetch(form.action, { headers: { Accept: "application/json" } })).json();
  const asked = question(told.request_options ?? told);
  const key = form.dataset.passkey === "make" ? await navigator.credentials.create(asked) : await navigator.credentials.get(asked);
  form.elements.credential.value = JSON.stringify(answer(key));
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form).catch(() => { form.querySelector("[data-passkey-failed]").hidden = false; });
    });
  }
}
