// What is shown: which models, on which scales, in which theme. All of it but
// the theme stands in the address, so that a link shows the same view. Nothing
// is drawn here: both scales of a figure are in the page.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function make(name, properties, ...inside) {
	const e = Object.assign(document.createElement(name), properties);
	e.append(...inside);
	return e;
}

function button(words, label, act) {
	const b = make("button", { type: "button", textContent: words, onclick: act });
	if (label) b.setAttribute("aria-label", label);
	return b;
}

const figures = all(".figure").map(box => ({
	box,
	name: box.dataset.figure,
	lines: box.dataset.kind === "lines",
	plot: box.querySelector(".plot"),
	scales: all(".scale", box), // the figure's own, then the linear one if that is another
}));
const state = { anchor: "", off: new Set(), linear: new Set() };

function remember() {
	let to = "#" + state.anchor;
	for (const key of ["off", "linear"]) if (state[key].size) to += `;${key}=` + [...state[key]].map(encodeURIComponent).join(",");
	history.replaceState(null, "", to);
}

// The address is somebody else's text: only names that exist are taken from it.
function recall() {
	const [anchor, ...rest] = location.hash.slice(1).split(";");
	state.anchor = anchor;
	if (!rest.length) return; // a plain link within the page leaves the view as it is
	const known = { off: all(".models li").map(item => item.dataset.model), linear: figures.filter(e => e.turn).map(e => e.name) };
	for (const key in known) {
		const names = (rest.find(p => p.startsWith(key + "=")) || "").slice(key.length + 1).split(",");
		state[key] = new Set(known[key].filter(name => names.includes(encodeURIComponent(name))));
	}
}

function apply() {
	for (const e of figures) {
		leave(e);
		const linear = state.linear.has(e.name);
		e.scales.forEach((scale, i) => { scale.hidden = i !== Number(linear); });
		if (e.turn) e.turn.setAttribute("aria-pressed", String(!linear));
	}
	for (const g of all("[data-series]")) g.toggleAttribute("hidden", state.off.has(g.dataset.series));
	for (const row of all("tr[data-model]")) row.hidden = state.off.has(row.dataset.model);
	for (const b of all(".models [aria-pressed]")) b.setAttribute("aria-pressed", String(!state.off.has(b.dataset.model)));
	for (const b of all(".models .every")) b.textContent = state.off.size ? "Show all" : "Show none";
}

function change(set, ...names) {
	for (const name of names) if (!set.delete(name)) set.add(name);
	apply();
	remember();
}

// emphasise makes everything but one series pale; an empty name: nothing.
function emphasise(name, within) {
	for (const svg of all(".chart", within)) svg.classList.toggle("quiet", name !== "");
	for (const g of all("[data-series]", within)) g.classList.toggle("lit", g.dataset.series === name);
}

// Models become switches. Under the pointer they stand out in every figure.
function makeSwitches() {
	for (const list of all(".models")) {
		const items = [...list.children], names = items.map(item => item.dataset.model);
		for (const item of items) {
			const b = button("", "", () => change(state.off, item.dataset.model));
			b.dataset.model = item.dataset.model;
			b.setAttribute("aria-pressed", "true");
			b.append(...item.firstElementChild.childNodes);
			item.replaceChildren(b);
		}
		const every = button("", "", () => change(state.off, ...(state.off.size ? state.off : names)));
		every.className = "every";
		list.append(make("li", {}, every));
	}
	let now = "";
	document.addEventListener("pointerover", event => {
		const over = event.pointerType === "mouse" && event.target.closest("button[data-model], tr[data-model]");
		const name = over && !state.off.has(over.dataset.model) ? over.dataset.model : "";
		if (name !== now) emphasise(now = name, document);
	});
}

// stored reads and writes what the browser keeps; a page from disk may have no storage.
function stored(value) {
	try {
		if (value) localStorage.setItem("iomodels-theme", value);
		return localStorage.getItem("iomodels-theme");
	} catch {
		return value;
	}
}

function makeTheme() {
	const themes = ["auto", "light", "dark"], look = document.documentElement.dataset;
	const set = theme => {
		look.theme = theme;
		b.textContent = "Theme: " + theme;
		stored(theme);
	};
	const b = button("", "", () => set(themes[(themes.indexOf(look.theme) + 1) % themes.length]));
	b.id = "theme";
	set(themes.includes(stored()) ? stored() : "auto");
	document.getElementById("page-tools").append(b);
}
