// What makes the pages quicker to work with. Every page works whole without it.
"use strict";
(() => {
  // Leaving a form in which something was typed asks first.
  for (const form of document.querySelectorAll("form[data-guard]")) {
    let touched = false;
    form.addEventListener("input", () => { touched = true; });
    form.addEventListener("submit", () => { touched = false; });
    addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
  }
  // Passkeys: the challenge is fetched, the device answers, the form carries the answer.
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const parts = (response) => {
    const out = { clientDataJSON: text(response.clientDataJSON) };
    for (const key of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[key]) out[key] = text(response[key]);
    }
    if (response.getTransports) out.transports = response.getTransports();
    return out;
  };
  const ceremony = async (form) => {
    const body = new URLSearchParams({ form: form.elements.form.value });
    const needs = form.dataset.needs && document.getElementById(form.dataset.needs);
    if (needs) body.set(needs.name, needs.value);
    const answer = await fetch(form.dataset.challenge, { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status);
    const { name, options } = await answer.json();
    const key = options.publicKey;
    key.challenge = bytes(key.challenge);
    if (key.user) key.user.id = bytes(key.user.id);
    key.allowCredentials = named(key.allowCredentials);
    key.excludeCredentials = named(key.excludeCredentials);
    const found = await navigator.credentials[form.dataset.passkey]({ publicKey: key });
    form.elements.name.value = name;
    form.elements.answer.value = JSON.stringify({
      id: found.id, rawId: text(found.rawId), type: found.type, response: parts(found.response),
      extensions: found.getClientExtensionResults(),
    });
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      const needs = form.dataset.needs && document.getElementById(form.dataset.needs);
      if (needs && !needs.reportValidity()) return;
      const failed = form.querySelector("[data-failed]");
      failed.hidden = true;
      try { await ceremony(form); form.submit(); } catch { failed.hidden = false; }
    });
  }
  // How far a long job is; when it is over, the page is loaded again.
  for (const place of document.querySelectorAll("[data-stream]")) {
    const bar = place.querySelector("progress");
    const source = new EventSource(place.dataset.stream);
    source.onmessage = (event) => {
      const [state, done, total] = event.data.split(" ");
      if (state === "working" && Number(total) > 0) { bar.max = total; bar.value = done; }
      if (state !== "working" && state !== "waiting") { source.close(); location.reload(); }
    };
  }
  // A second press of a button does not send twice.
  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.passkey) return;
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      setTimeout(() => { delete form.dataset.sent; }, 4000);
    });
  }
})();
