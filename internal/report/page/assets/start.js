// Start: without this script the page is complete, with it, it answers.

document.documentElement.classList.add("js");
makeTheme();
makeSwitches();
makeChoices();
makeRows();
for (const e of figures) {
	makeReadable(e);
	makeTools(e);
}
makeCopiers();

// Back and forward restore the place by themselves.
function arrive() {
	const place = recall(), hidden = place && place.getClientRects().length === 0, fresh = !history.state;
	apply();
	const folded = place && place.querySelector(":scope > details");
	if (folded) folded.open = true;
	if (place && fresh && (hidden || /[&;=]/.test(location.hash))) place.scrollIntoView({ behavior: "instant" });
	remember();
}
arrive();
addEventListener("hashchange", arrive);

// The contents say where the reader is.
const places = new Map(all("nav.contents a").map(a => [document.getElementById(a.hash.slice(1)), a]));
const inSight = new Set();
const watcher = new IntersectionObserver(changes => {
	for (const c of changes) inSight[c.isIntersecting ? "add" : "delete"](c.target);
	const here = [...places.keys()].filter(p => inSight.has(p)).pop();
	for (const [place, a] of places) a.ariaCurrent = place === here ? "true" : null;
}, { rootMargin: "-15% 0px -70% 0px" });
for (const place of places.keys()) watcher.observe(place);
