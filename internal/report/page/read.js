// Reading values: under the pointer, and by the arrow keys.

const unitOf = f => (f.y.title.match(/, (µs|ns|ms|s|bytes)$/) || ["", ""])[1];

function columnText(f, x) {
	const known = (f.x.ticks || []).find(t => t.at === x);
	if (known) return known.label;
	if ((f.x.ticks || []).some(t => /%/.test(t.label))) return Number((100 * (1 - 1 / x)).toPrecision(6)) + "%";
	return tickText(x);
}

function valueText(f, t) {
	const unit = unitOf(f) && " " + unitOf(f);
	const range = t.lo === undefined ? "" : ` (${shortly(t.lo)} to ${shortly(t.hi)})`;
	return shortly(t.y) + unit + range + (t.marks || "");
}

function sentenceOf(f, h) {
	const where = f.kind === "lines" ? `${h.row}, ${f.x.title.split(",")[0]}: ${columnText(f, h.column)}` : `${h.row}, ${h.column}`;
	return `${where}: ${valueText(f, h.spot)}${h.spot.label ? ", " + h.spot.label : ""}`;
}

function tipRow(look, name, value, near) {
	const row = document.createElement("div"), dot = document.createElement("span"), words = document.createElement("span"), v = document.createElement("span");
	dot.className = "swatch " + look.class;
	words.className = "who";
	words.textContent = name;
	v.className = "value";
	v.textContent = value;
	if (near) row.className = "near";
	row.append(dot, words, v);
	return row;
}

const mostRows = 12; // a tip with more would hide the figure

function fillTip(e, h) {
	const f = e.f, title = document.createElement("strong");
	const lying = f.kind !== "lines", same = lying ? o => o.row === h.row : o => o.column === h.column;
	title.textContent = lying ? h.row : `${f.x.title.split(",")[0]}: ${columnText(f, h.column)}`;
	let list = e.picture.hits.filter(same);
	if (!lying) list.sort((a, b) => b.spot.y - a.spot.y);
	if (list.length > mostRows) list = [h];
	e.tip.replaceChildren(title, ...list.map(o => tipRow(o.look, lying ? o.column : o.row, valueText(f, o.spot), o === h)));
}

function show(e, h) {
	if (e.at === h) return;
	clear(e);
	e.at = h;
	const p = e.picture, scale = e.plot.clientWidth / p.width;
	if (e.f.kind === "lines") {
		add(p.svg, "path", { class: "cursor", d: `M${px(h.x)} ${px(p.top)}V${px(p.bottom)}` });
		p.svg.classList.add("quiet");
		for (const g of p.svg.querySelectorAll("[data-series]")) g.classList.toggle("lit", g.dataset.series === h.row);
	}
	if (h.from === undefined) add(p.svg, "circle", { class: "halo", cx: h.x, cy: h.y, r: 8 });
	else add(p.svg, "rect", { class: "halo", x: h.from, y: h.y - barHeight / 2, width: h.to - h.from, height: barHeight });
	fillTip(e, h);
	e.tip.hidden = false;
	const room = e.plot.clientWidth - e.tip.offsetWidth, right = h.x * scale + 16;
	e.tip.style.left = Math.max(0, right <= room ? right : Math.min(room, h.x * scale - e.tip.offsetWidth - 16)) + "px";
	e.tip.style.top = Math.max(0, h.y * scale - e.tip.offsetHeight / 2) + "px";
}

function clear(e) {
	e.at = null;
	for (const old of e.plot.querySelectorAll(".cursor, .halo")) old.remove();
	e.picture.svg.classList.remove("quiet");
}

function leave(e) {
	if (!e.tip) return;
	clear(e);
	e.tip.hidden = true;
}

const say = (e, words) => { e.readout.textContent = words; };

function underPointer(e, event) {
	const box = e.picture.svg.getBoundingClientRect(), scale = e.picture.width / box.width;
	const x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
	const lying = e.f.kind !== "lines";
	let best = null, least = Infinity;
	for (const h of e.picture.hits) {
		if (h.from !== undefined && x >= h.from && x <= h.to && Math.abs(y - h.y) <= e.picture.step / 2) return h;
		// First the column (of lines) or the row (of what lies), then the nearest in it.
		const far = lying ? Math.abs(h.y - y) * 40 + Math.abs(h.x - x) : Math.abs(h.x - x) * 40 + Math.abs(h.y - y);
		if (far < least) [best, least] = [h, far];
	}
	return best;
}

// step moves from h: along its series, or to the next series.
function step(e, h, along, across) {
	const hits = e.picture.hits, lying = e.f.kind !== "lines";
	const rows = [...new Set(hits.map(o => o.row))];
	const inRow = row => hits.filter(o => o.row === row);
	if (along) {
		const list = inRow(h.row), to = list.indexOf(h) + along;
		return list[Math.min(list.length - 1, Math.max(0, to))];
	}
	const row = rows[(rows.indexOf(h.row) + across + rows.length) % rows.length], list = inRow(row);
	return list.find(o => o.column === h.column) || list.reduce((a, b) => Math.abs(a.x - h.x) <= Math.abs(b.x - h.x) ? a : b);
}

function byKey(e, event) {
	const hits = e.picture.hits, h = e.at;
	if (!hits.length || event.ctrlKey || event.metaKey || event.altKey) return;
	const ofRow = () => hits.filter(o => o.row === (h || hits[0]).row);
	const to = {
		ArrowRight: () => h ? step(e, h, 1, 0) : hits[0],
		ArrowLeft: () => h ? step(e, h, -1, 0) : ofRow().pop(),
		ArrowDown: () => h ? step(e, h, 0, 1) : hits[0],
		ArrowUp: () => h ? step(e, h, 0, -1) : hits[0],
		Home: () => ofRow()[0],
		End: () => ofRow().pop(),
		Escape: () => null,
	}[event.key];
	if (!to) return;
	event.preventDefault();
	const next = to();
	if (!next) {
		leave(e);
		say(e, "");
		return;
	}
	show(e, next);
	say(e, sentenceOf(e.f, next));
}

function makeReadable(e) {
	e.plot = e.box.querySelector(".plot");
	e.tip = document.createElement("div");
	e.tip.className = "tip";
	e.tip.hidden = true;
	e.tip.setAttribute("aria-hidden", "true"); // the readout says it
	e.readout = document.createElement("p");
	e.readout.className = "readout";
	e.readout.setAttribute("role", "status");
	e.plot.append(e.tip);
	e.plot.after(e.readout);
	e.plot.tabIndex = 0;
	e.plot.setAttribute("role", "application");
	e.plot.setAttribute("aria-label", `Figure ${e.f.number}: ${e.f.title}. Left and right move along a series, up and down between them.`);
	e.plot.addEventListener("pointermove", event => {
		const h = underPointer(e, event);
		if (h) show(e, h);
	});
	e.plot.addEventListener("pointerleave", () => leave(e));
	e.plot.addEventListener("keydown", event => byKey(e, event));
	e.plot.addEventListener("blur", () => leave(e));
}
