// Reading values: under the pointer, by a tap, and by the arrow keys.

const seriesOf = p => p.closest("[data-series]").dataset.series;
const pointsOf = e => all(".point", shown(e)).filter(p => !p.closest("[data-series]").hasAttribute("hidden"));

// Of lines, points at the same place on the axis belong together, of bars and
// dots those in the same row.
function wordsOf(e, p) {
	const series = seriesOf(p), { x } = p.dataset;
	if (!e.lines) return { place: series, name: x, whole: x === series ? x : `${series}, ${x}` };
	const place = `${e.box.dataset.x}: ${x}`;
	return { place, name: series, whole: `${series}, ${place}` };
}

// The classes of a point's colour.
const inkOf = p => (p.querySelector(":is(.f, .s):not(.paper)") || p.closest(".f")).getAttribute("class");

const mostRows = 12; // a tip with more would hide the figure

function fillTip(e, p) {
	const { place } = wordsOf(e, p);
	let beside = pointsOf(e).filter(o => wordsOf(e, o).place === place);
	if (e.lines) beside.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
	if (beside.length > mostRows) beside = [p];
	e.tip.replaceChildren(make("strong", { textContent: place }), ...beside.map(o => make("div", { className: o === p ? "near" : "" },
		make("span", { className: "dot " + inkOf(o) }),
		make("span", { className: "who", textContent: wordsOf(e, o).name }),
		make("span", { className: "value", textContent: o.dataset.y }))));
}

function show(e, p) {
	if (e.at === p) return;
	leave(e);
	e.at = p;
	p.classList.add("at");
	if (e.lines) emphasise(seriesOf(p), e.plot);
	fillTip(e, p);
	e.tip.hidden = false;
	const point = p.getBoundingClientRect(), box = e.box.getBoundingClientRect(), gap = 14, { offsetWidth: width, offsetHeight: height } = e.tip;
	const room = box.width - width, right = point.right - box.left + gap, left = point.left - box.left - gap - width;
	const beside = right <= room ? right : left, below = point.bottom - box.top + gap; // in a narrow window the tip stands below
	e.tip.style.left = Math.max(0, beside >= 0 ? beside : Math.min(room, point.left - box.left)) + "px";
	e.tip.style.top = Math.max(0, beside >= 0 ? below - gap - (point.height + height) / 2 : below) + "px";
}

function leave(e) {
	if (!e.at) return;
	e.at.classList.remove("at");
	e.at = null;
	emphasise("", e.plot);
	e.tip.hidden = true;
	say(e, "");
}

const say = (e, words) => { e.readout.textContent = words; };
const tell = (e, p) => say(e, `${wordsOf(e, p).whole}: ${p.dataset.y}`);

// least is the element for which a function gives the least number.
const least = (list, of) => list.reduce((a, b) => of(a) <= of(b) ? a : b, list[0]);

// The nearest point: of lines in the nearest column, else in the nearest row.
function underPointer(e, event) {
	const far = p => {
		const r = p.getBoundingClientRect();
		const aside = Math.max(r.left - event.clientX, 0, event.clientX - r.right);
		const above = Math.max(r.top - event.clientY, 0, event.clientY - r.bottom);
		return e.lines ? aside * 40 + above : above * 40 + aside;
	};
	return least(pointsOf(e), far);
}

// across is the point of the next series at the same place, or the nearest one.
function across(points, p, by) {
	const names = [...new Set(points.map(seriesOf))];
	const next = names[(names.indexOf(seriesOf(p)) + by + names.length) % names.length];
	const list = points.filter(o => seriesOf(o) === next), from = p.getBoundingClientRect().left;
	return list.find(o => o.dataset.x === p.dataset.x) || least(list, o => Math.abs(o.getBoundingClientRect().left - from));
}

function byKey(e, event) {
	const points = pointsOf(e), p = e.at || points[0];
	if (!p || event.ctrlKey || event.metaKey || event.altKey) return;
	const row = points.filter(o => seriesOf(o) === seriesOf(p)), i = row.indexOf(p), last = row.length - 1;
	const to = {
		ArrowRight: () => e.at ? row[Math.min(last, i + 1)] : p,
		ArrowLeft: () => e.at ? row[Math.max(0, i - 1)] : row[last],
		ArrowDown: () => e.at ? across(points, p, 1) : p,
		ArrowUp: () => e.at ? across(points, p, -1) : p,
		Home: () => row[0],
		End: () => row[last],
		Escape: () => null,
	}[event.key];
	if (!to) return;
	event.preventDefault();
	const next = to();
	if (!next) return leave(e);
	next.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
	show(e, next);
	tell(e, next);
}

function makeReadable(e) {
	e.tip = make("div", { className: "tip", hidden: true });
	e.tip.setAttribute("aria-hidden", "true"); // the readout says it
	e.readout = make("p", { className: "readout" });
	e.readout.setAttribute("role", "status");
	e.box.append(e.tip, e.readout);
	e.plot.setAttribute("role", "application");
	const ofMouse = act => event => {
		if (event.pointerType === "mouse") act(event);
	};
	const point = p => {
		if (!p) return;
		show(e, p);
		tell(e, p);
	};
	e.plot.addEventListener("pointermove", ofMouse(event => {
		const p = underPointer(e, event);
		if (p) show(e, p);
	}));
	e.plot.addEventListener("pointerleave", ofMouse(() => leave(e)));
	e.plot.addEventListener("keydown", event => byKey(e, event));
	e.plot.addEventListener("focus", () => {
		if (e.plot.matches(":focus-visible") && !e.at) point(pointsOf(e)[0]);
	});
	e.plot.addEventListener("blur", () => leave(e));
	// A tap shows a value, a second one hides it, and so does one elsewhere. A
	// finger that scrolls comes to no pointerup.
	document.addEventListener("pointerup", event => {
		if (event.pointerType === "mouse") return;
		const p = e.plot.contains(event.target) && underPointer(e, event);
		if (p && p !== e.at) point(p);
		else leave(e);
	});
}
