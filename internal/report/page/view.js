// What is shown: which models, on which axes, in which theme. All of it but
// the theme stands in the address, so that a link shows the same view.

const data = JSON.parse(document.getElementById("data").textContent);
const every = []; // figures, with their elements
for (const part of data.parts) {
	for (const f of part.figures) every.push({ f, part, box: document.getElementById(f.id) });
}
const state = { anchor: "", off: new Set(), turned: new Set() }; // turned: "cpu-idle.y" is not as the figure has it

function viewOf(f) {
	const turned = axis => state.turned.has(f.id + "." + axis);
	return { off: state.off, logX: f.x.log !== turned("x"), logY: f.y.log !== turned("y") };
}

function address(anchor) {
	const list = set => [...set].map(encodeURIComponent).join(",");
	let out = "#" + anchor;
	if (state.off.size) out += ";off=" + list(state.off);
	if (state.turned.size) out += ";turned=" + list(state.turned);
	return out;
}

function remember() {
	const to = address(state.anchor);
	history.replaceState(null, "", to === "#" ? location.href.split("#")[0] + "#" : to);
}

// The address is somebody else's text: only names that exist are taken from it.
function recall() {
	const [anchor, ...rest] = location.hash.slice(1).split(";");
	const names = new Set(data.parts.flatMap(p => p.models));
	const axes = new Set(every.flatMap(e => [e.f.id + ".x", e.f.id + ".y"]));
	const list = (text, known) => new Set(text.split(",").map(decode).filter(name => known.has(name)));
	state.anchor = decode(anchor);
	if (rest.length) {
		state.off.clear();
		state.turned.clear();
	}
	for (const piece of rest) {
		const cut = piece.indexOf("="), value = piece.slice(cut + 1);
		if (piece.startsWith("off=")) state.off = list(value, names);
		if (piece.startsWith("turned=")) state.turned = list(value, axes);
	}
}

function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return "";
	}
}

function widthOf(e) {
	return Math.min(1000, Math.max(280, Math.round(e.plot.clientWidth)));
}

function redraw(e, width = widthOf(e)) {
	e.width = width;
	const fresh = draw(e.f, width, viewOf(e.f));
	e.plot.querySelector("svg").replaceWith(fresh.svg);
	e.picture = fresh;
	leave(e);
}

function apply() {
	for (const e of every) {
		redraw(e);
		for (const b of e.box.querySelectorAll("[data-axis]")) {
			b.setAttribute("aria-pressed", String(viewOf(e.f)[b.dataset.axis === "x" ? "logX" : "logY"]));
		}
	}
	for (const row of document.querySelectorAll("tr[data-model]")) row.hidden = state.off.has(row.dataset.model);
	for (const b of document.querySelectorAll(".models button[data-model]")) b.setAttribute("aria-pressed", String(!state.off.has(b.dataset.model)));
	for (const b of document.querySelectorAll(".all")) b.hidden = !state.off.size;
}

function button(words, label, act) {
	const b = document.createElement("button");
	b.type = "button";
	b.textContent = words;
	if (label) b.setAttribute("aria-label", label);
	b.addEventListener("click", act);
	return b;
}

function change(set, name) {
	if (!set.delete(name)) set.add(name);
	apply();
	remember();
}

// Models become switches.
function makeSwitches() {
	for (const list of document.querySelectorAll(".models")) {
		for (const item of list.children) {
			const name = item.dataset.model, b = button("", "", () => change(state.off, name));
			b.dataset.model = name;
			b.append(...item.firstElementChild.childNodes);
			item.replaceChildren(b);
		}
		const item = document.createElement("li"), all = button("Show all", "", () => {
			state.off.clear();
			apply();
			remember();
			list.querySelector("button").focus();
		});
		item.className = "all";
		item.append(all);
		list.append(item);
	}
}

// An axis can be turned where all of it can stand on a logarithmic one.
function axesOf(f) {
	const points = [...f.series, ...(f.guides || [])].flatMap(s => s.points), out = [];
	const numbers = !(f.x.ticks || []).some(t => /%/.test(t.label));
	if (f.kind === "lines" && numbers && points.every(t => t.x > 0)) out.push("x");
	if (f.kind !== "bars" && points.every(t => t.y > 0 && low(t) > 0)) out.push("y");
	return out;
}

const themes = ["auto", "light", "dark"];

function makeTheme() {
	let now = "auto";
	try {
		now = localStorage.getItem("iomodels-theme") || now;
	} catch { /* a page from disk may have no storage */ }
	const b = button("", "", () => set(themes[(themes.indexOf(now) + 1) % themes.length]));
	function set(theme) {
		now = themes.includes(theme) ? theme : "auto";
		if (now === "auto") delete document.documentElement.dataset.theme;
		else document.documentElement.dataset.theme = now;
		b.textContent = "Theme: " + now;
		try {
			localStorage.setItem("iomodels-theme", now);
		} catch { /* likewise */ }
	}
	b.id = "theme";
	set(now);
	document.getElementById("page-tools").append(b);
}
