// What is shown: which models, on which scales, which answer, in which theme. All
// of it but the theme stands in the address, so that a link shows the same view.
// Nothing is drawn here: every choice is in the page.

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
	scales: all(".scale", box), // one of which is shown
}));
const shown = e => e.scales.find(scale => !scale.hidden);
const titleOf = e => shown(e).querySelector("title").textContent;

const articles = all("article");
const state = { anchor: "", off: new Set(), linear: new Set() };

// What a reader chooses from is in the page. The first option, and a box without
// a tick, are what the page shows without this script.
const controls = new Map(all("select, input").map(c => [c.name, c]));
const optionsOf = c => c.options ? [...c.options].map(o => o.value) : ["", "yes"];
const chosen = c => c.type === "checkbox" ? optionsOf(c)[Number(c.checked)] : c.value;

function choose(c, value) {
	if (c.options) c.value = value;
	else c.checked = value === "yes";
}

// chosenIn is what is chosen in an article; empty: there is no choice.
function chosenIn(article, what) {
	const c = controls.get(article.dataset.prefix + what);
	return c ? chosen(c) : "";
}

function address() {
	const parts = state.anchor ? [state.anchor] : [];
	for (const key of ["off", "linear"]) if (state[key].size) parts.push(`${key}=` + [...state[key]].map(encodeURIComponent).join(","));
	for (const [name, c] of controls) if (chosen(c) !== optionsOf(c)[0]) parts.push(`${name}=${encodeURIComponent(chosen(c))}`);
	return location.href.split("#")[0] + (parts.length ? "#" + parts.join("&") : "");
}

// An entry of the history that was written here bears true: its address is the
// whole view.
const remember = () => history.replaceState(true, "", address());

// The address is somebody else's text: only what exists is taken from it.
function recall() {
	const parts = location.hash.slice(1).split(/[&;]/), asked = new Map(parts.map(p => p.split("=", 2)).filter(p => p.length > 1));
	state.anchor = parts.find(p => !p.includes("=")) || "";
	const place = document.getElementById(state.anchor), record = controls.get("record");
	if (asked.size || history.state) { // but a plain link within the page leaves the view as it is
		const known = { off: all(".models li").map(item => item.dataset.model), linear: figures.filter(e => e.turn).map(e => e.name) };
		for (const key in known) {
			const names = (asked.get(key) || "").split(",");
			state[key] = new Set(known[key].filter(name => names.includes(encodeURIComponent(name))));
		}
		for (const [name, c] of controls) choose(c, optionsOf(c).find(value => encodeURIComponent(value) === asked.get(name)) || optionsOf(c)[0]);
	}
	const home = place && place.closest("article");
	if (record && home && record.value !== "all") record.value = home.id;
	return place;
}

function apply() {
	const record = controls.get("record");
	for (const article of articles) {
		article.hidden = Boolean(record) && record.value !== "all" && record.value !== article.id;
		article.classList.toggle("significant", chosenIn(article, "significant") !== "");
		const { prefix } = article.dataset, point = chosenIn(article, "point"), base = controls.get(prefix + "baseline");
		for (const answer of all("[data-point]", article)) answer.hidden = answer.dataset.point !== point || Boolean(base) && answer.dataset.baseline !== base.value;
	}
	for (const e of figures) {
		leave(e);
		const linear = state.linear.has(e.name);
		if (e.turn) {
			for (const scale of e.scales) scale.hidden = scale.hasAttribute("data-linear") !== linear;
			e.turn.setAttribute("aria-pressed", String(!linear));
		}
		e.box.hidden = !shown(e);
		if (!e.box.hidden) e.plot.setAttribute("aria-label", `Figure ${e.box.dataset.number}: ${titleOf(e)}. Left and right move along a series, up and down between them.`);
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

// A choice is a step that the reader can go back from. A link to it leads to the
// answer, wherever the reader was before.
function makeChoices() {
	for (const c of controls.values()) c.addEventListener("change", () => {
		if (c.options) state.anchor = controls.has("record") && c.name !== "record" ? c.closest("article").id : "";
		history.pushState(true, "", address());
		apply();
	});
}

// The rounds behind a row are the next row, which the row's name opens.
function makeRows() {
	for (const rounds of all("tr.rounds")) {
		const head = rounds.previousElementSibling.cells[0], b = button("", "", () => {
			b.setAttribute("aria-expanded", String(rounds.classList.toggle("open")));
		});
		b.setAttribute("aria-expanded", "false");
		b.className = "opener";
		b.append(...head.childNodes);
		head.append(b);
	}
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
