// Tells once: seen, followed.
const view = Math.random(), tell = (d, did) => fetch("/slots/seen/", { method: "POST", keepalive: true, credentials: "omit",
  body: new URLSearchParams({ view, did, slot: d.slot, creative: d.shown }) })
const eye = new IntersectionObserver(all => all.map(({ target: s, intersectionRatio: seen }) => {
  clearTimeout(s.in)
  if (seen >= .5) s.in = setTimeout(() => { eye.unobserve(s); tell(s.dataset, "view") }, 1e3)
}), { threshold: .5 })
for (const s of document.querySelectorAll(".slot")) {
  const d = s.dataset, below = () => s.offsetTop > scrollY + innerHeight
  s.onclick = e => e.target.closest("a") && tell(d, "click")
  eye.observe(s)
  if (below()) fetch(`/slots/${d.slot}.json`).then(a => a.json()).then(all => {
    const lot = d.may.split(" ").filter(c => all[c] && (c == d.shown || !document.querySelector(`[data-shown="${c}"]`)))
      .map(c => [Math.random() ** all[c].odds, c]).sort().pop()
    if (lot && below()) s.innerHTML = all[d.shown = lot[1]].html
  }, () => 0)
}
