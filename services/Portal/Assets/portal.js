// Live parts of a page, and a clock. Everything works without it: pages are whole HTML, forms are plain posts.
const body = document.body;
const clock = { at: Number(body.dataset.now), since: performance.now(), speed: Number(body.dataset.speed) };
const now = () => clock.at + (performance.now() - clock.since) * clock.speed;

// Makes an element like another, keeping what is the same, so that bars glide and nothing that is being typed is lost.
function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) return from.replaceWith(to.cloneNode(true));
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.data === to.data) return;
    from.data = to.data;
    const mark = from.parentElement?.closest("[data-mark]");
    if (mark) { mark.classList.remove("changed"); void mark.offsetWidth; mark.classList.add("changed"); }
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE || from.isEqualNode(to) || "keep" in from.dataset) return;
  for (const { name, value } of [...to.attributes]) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  const [old, fresh] = [[...from.childNodes], [...to.childNodes]];
  fresh.forEach((node, i) => (i < old.length ? morph(old[i], node) : from.append(node.cloneNode(true))));
  old.slice(fresh.length).forEach((node) => node.remove());
}

// Whose bid it is, and what may be bid next: personal, so not in the fragment that all viewers share.
function personal() {
  const you = document.querySelector("[data-you]")?.dataset.you;
  document.querySelectorAll("[data-bidder]").forEach((element) => element.classList.toggle("is-you", !!you && element.dataset.bidder === you));
  const next = document.querySelector("[data-next]")?.dataset.next;
  const amount = document.querySelector("input[data-amount]");
  if (amount && next) {
    amount.placeholder = next;
    if (!amount.dataset.touched) amount.value = next;
  }
  // Another attempt is sold in another way: its form comes with the whole page.
  const [mine, runs] = [document.querySelector("[data-attempt]")?.dataset.attempt, document.querySelector("[data-now-attempt]")?.dataset.nowAttempt];
  if (mine && runs && mine !== runs) location.replace(location.href);
  const over = document.querySelector("[data-over]");
  document.querySelectorAll("[data-while-open]").forEach((element) => { element.hidden = !!over; });
}

function follow(element) {
  let last = "";
  const source = new EventSource(element.dataset.live);
  source.addEventListener("fragment", (event) => {
    if (event.lastEventId === last) return;
    last = event.lastEventId;
    const page = new DOMParser().parseFromString(event.data, "text/html");
    const fresh = page.body.firstElementChild;
    if (!fresh) return;
    if (fresh.dataset.now) Object.assign(clock, { at: Number(fresh.dataset.now), since: performance.now() });
    morph(element.firstElementChild, fresh);
    personal();
    tick();
  });
  addEventListener("pagehide", () => source.close());
}

function tick() {
  document.querySelectorAll("[data-until]").forEach((element) => {
    const left = Math.max(0, Math.floor((Number(element.dataset.until) - now()) / 1000));
    const [days, hours, minutes, seconds] = [Math.floor(left / 86400), Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60];
    const two = (n) => String(n).padStart(2, "0");
    const text = (days ? days + (body.dataset.days || "d ") : "") + two(hours) + ":" + two(minutes) + ":" + two(seconds);
    if (element.textContent !== text) element.textContent = text;
    element.classList.toggle("soon", left < 300);
  });
}

document.querySelectorAll("[data-live]").forEach(follow);
document.querySelectorAll("input[data-amount]").forEach((input) => input.addEventListener("input", () => { input.dataset.touched = "1"; }));
// The answer to a bid is not known: ask again, under the same key, so that it cannot count twice.
document.querySelectorAll("form[data-again]").forEach((form) => setTimeout(() => form.requestSubmit(), 2000));
document.querySelectorAll("form.bid").forEach((form) => form.addEventListener("submit", () => setTimeout(() => form.querySelector("button")?.setAttribute("disabled", ""))));
document.querySelectorAll("select[data-submit]").forEach((select) => select.addEventListener("change", () => select.form.requestSubmit()));
personal();
tick();
setInterval(tick, 250);
