// Start: without this script the page is complete; with it, it answers.

document.documentElement.classList.add("js");
makeTheme();
makeSwitches();
for (const e of every) {
	makeReadable(e);
	makeTools(e);
}
recall();
apply();

// What a link leads to must not hide under the switches that stick to the top.
function clearTop() {
	for (const s of document.querySelectorAll(".switches")) s.parentElement.style.setProperty("--stuck", s.offsetHeight + "px");
}
clearTop();

function arrive() {
	const place = document.getElementById(state.anchor);
	if (place && location.hash.includes(";")) place.scrollIntoView({ behavior: "instant" });
}
arrive();
addEventListener("hashchange", () => {
	recall(); // a plain link within the page leaves the view as it is
	apply();
	remember();
	arrive();
});

const resized = new ResizeObserver(() => requestAnimationFrame(() => {
	for (const e of every) if (e.width !== widthOf(e)) redraw(e);
	clearTop();
}));
for (const e of every) resized.observe(e.plot);
addEventListener("beforeprint", () => { for (const e of every) redraw(e, data.width); });
addEventListener("afterprint", () => { for (const e of every) redraw(e); });

// The contents say where the reader is.
const places = new Map([...document.querySelectorAll("nav.contents a")].map(a => [document.getElementById(decode(a.hash.slice(1))), a]));
const inSight = new Set();
const watcher = new IntersectionObserver(changes => {
	for (const c of changes) inSight[c.isIntersecting ? "add" : "delete"](c.target);
	const here = [...places.keys()].filter(p => inSight.has(p)).pop();
	for (const [place, a] of places) {
		if (place === here) a.setAttribute("aria-current", "true");
		else a.removeAttribute("aria-current");
	}
}, { rootMargin: "-15% 0px -70% 0px" });
for (const place of places.keys()) if (place) watcher.observe(place);
