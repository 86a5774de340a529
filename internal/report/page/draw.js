// Drawing: the same rules as in page_scale.go, page_lines.go, page_bars.go and
// page_dots.go, so that a figure does not jump when it is drawn anew; a test
// compares the two. Narrow windows have rules of their own, here alone.

const SVG = "http://www.w3.org/2000/svg";
const narrowBelow = 560, lineGap = 16, labelRoom = 26, leastPlot = 330;
const barHeight = 24, keyStep = 20, manySpots = 24;
const ring = "M-3.8 0a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0-7.6 0z";

const px = x => String(Math.round(x * 10) / 10 || 0);
const wide = words => 7.2 * [...words].length;
const real = x => typeof x === "number" && Number.isFinite(x);

function add(to, name, attributes, words) {
	const e = document.createElementNS(SVG, name);
	for (const key in attributes) {
		const value = attributes[key];
		if (value !== undefined && value !== "") e.setAttribute(key, typeof value === "number" ? px(value) : value);
	}
	if (words !== undefined) e.textContent = words;
	to.append(e);
	return e;
}

const text = (to, kind, anchor, x, y, words) => add(to, "text", { class: kind, "text-anchor": anchor, x, y }, words);

// Numbers

function integer(n) {
	return String(Math.abs(n)).replace(/\B(?=(\d{3})+$)/g, ",").replace(/^/, n < 0 ? "−" : "");
}

function digits(x, places) {
	if (Math.abs(x) >= 1e15) return x.toPrecision(3);
	const [whole, fraction] = Math.abs(x).toFixed(places).split(".");
	const out = integer(Number(whole)) + (fraction ? "." + fraction : "");
	return x < 0 && /[1-9]/.test(out) ? "−" + out : out;
}

const decimals = x => Math.abs(x) < 10 ? 2 : Math.abs(x) < 100 ? 1 : 0;
const three = x => digits(x, decimals(x));
const shortly = x => Number.isInteger(x) ? digits(x, 0) : three(x);

function tickText(x) {
	const rounded = Number(x.toPrecision(12));
	let places = 0;
	while (Math.abs(rounded * 10 ** places - Math.round(rounded * 10 ** places)) > 1e-6 && places < 9) places++;
	return digits(rounded, places);
}

// Scales

function span(log, values, from, to) {
	let lo = Infinity, hi = -Infinity;
	for (const x of values) {
		if (real(x) && (!log || x > 0)) {
			lo = Math.min(lo, x);
			hi = Math.max(hi, x);
		}
	}
	if (lo === Infinity) [lo, hi] = [1, 10];
	const air = 0.05;
	if (log && hi < 1.5 * lo) {
		lo /= 2;
		hi *= 2;
	} else if (log) {
		const by = (hi / lo) ** air;
		lo /= by;
		hi *= by;
	} else {
		lo = Math.min(0, lo * (1 + air));
		hi = Math.max(0, hi * (1 + air));
		if (lo === hi) hi = 1;
	}
	const at = x => {
		let share = (x - lo) / (hi - lo);
		if (log) share = x > 0 ? Math.log(x / lo) / Math.log(hi / lo) : 0;
		return from + Math.min(1, Math.max(0, share)) * (to - from);
	};
	return { log, lo, hi, at };
}

function evenTicks(s) {
	const rough = (s.hi - s.lo) / 5, k = Math.floor(Math.log10(rough));
	let step = Number(`1e${k + 1}`);
	for (const digit of [5, 2]) if (Number(`${digit}e${k}`) >= rough) step = Number(`${digit}e${k}`);
	const out = [];
	for (let i = Math.ceil(s.lo / step); i * step <= s.hi * (1 + 1e-9); i++) out.push(i * step);
	return out;
}

// The digits of each decade that bear a label: more of them if there are few decades.
function labelledDigits(decades) {
	if (decades < 1.05) return [1, 2, 3, 5, 7];
	return decades < 2.2 ? [1, 2, 5] : [1];
}

function ticks(s) {
	if (!s.log || s.hi < 3 * s.lo) return [evenTicks(s), []];
	const labelled = [], between = [], bear = labelledDigits(Math.log10(s.hi / s.lo));
	for (let k = Math.floor(Math.log10(s.lo)); k <= Math.ceil(Math.log10(s.hi)); k++) {
		for (let digit = 1; digit <= 9; digit++) {
			const x = Number(`${digit}e${k}`);
			if (x < s.lo || x > s.hi) continue;
			(bear.includes(digit) ? labelled : between).push(x);
		}
	}
	return labelled.length < 2 ? [evenTicks(s), []] : [labelled, between];
}

// The axis's own ticks hold for its own kind of scale.
function axisTicks(axis, s) {
	if (axis.ticks && axis.ticks.length && axis.log === s.log) return axis.ticks;
	return ticks(s)[0].map(at => ({ at, label: tickText(at) }));
}

function tickLabels(to, axis, p) {
	let free = Infinity;
	for (const t of [...axisTicks(axis, p.x)].reverse()) {
		const at = p.x.at(t.at), half = wide(t.label) / 2;
		if (at + half > free) continue;
		text(to, "tick", "middle", at, p.bottom + 21, t.label);
		free = at - half - 8;
	}
}

// Words that are too long for the picture go on in the next line.
function wrapped(words, room) {
	const lines = [""];
	for (const word of words.split(" ")) {
		const last = lines[lines.length - 1];
		if (last && wide(last + " " + word) > room) lines.push(word);
		else lines[lines.length - 1] = last ? last + " " + word : word;
	}
	return lines;
}

const axisName = (axis, log) => axis.title + (log ? " (log)" : "");

// Pictures

function marker(to, look, spot, x, y) {
	const doubtful = spot && /[~*]/.test(spot.marks || "");
	const path = doubtful && look.mark === "mark stroked" ? ring : look.path;
	return add(to, "path", { class: doubtful ? "mark hollow" : look.mark, d: path, transform: `translate(${px(x)} ${px(y)})` });
}

function begin(f, width) {
	const svg = document.createElementNS(SVG, "svg");
	for (const [key, value] of [["class", "picture"], ["role", "img"], ["aria-label", f.title]]) svg.setAttribute(key, value);
	const p = { svg, f, width, hits: [], narrow: width < narrowBelow };
	return p;
}

function end(p) {
	p.svg.setAttribute("viewBox", `0 0 ${px(p.width)} ${px(p.height)}`);
	const id = p.f.record, room = Math.floor((p.width - 8) / 5.8);
	text(p.svg, "stamp", "end", p.width - 4, p.height - 6, id.length > room ? id.slice(0, room - 1) + "…" : id);
	return p;
}

function spots(s, p) {
	return s.points.filter(t => real(t.x) && real(t.y) && (!p.x.log || t.x > 0) && (!p.y.log || t.y > 0)).sort((a, b) => a.x - b.x);
}

const low = t => real(t.lo) ? t.lo : t.y;
const high = t => real(t.hi) ? t.hi : t.y;
const along = points => points.map(([x, y], i) => (i ? "L" : "M") + px(x) + " " + px(y)).join("");

// draw makes a picture of f, width pixels wide, as view says: which names are
// off, and which axes are not as the figure has them.
function draw(f, width, view) {
	const p = begin(f, width);
	if (f.kind === "bars") bars(p, view);
	else if (f.kind === "dots") dots(p, view);
	else lines(p, view);
	return end(p);
}

function lines(p, view) {
	const f = p.f, shown = f.series.filter(s => !view.off.has(s.name));
	const every = [...shown, ...(f.guides || [])].flatMap(s => s.points);
	const named = axisName(f.y, view.logY), below = axisName(f.x, view.logX);
	const above = wrapped(named, p.width - 8), under = wrapped(below, p.width - 16);
	const longest = Math.max(0, ...[...f.series, ...(f.guides || [])].map(s => wide(s.name)));
	p.right = p.narrow ? p.width - 16 : p.width - labelRoom - longest - 8;
	p.top = 34 + 16 * (above.length - 1);
	p.bottom = p.top + Math.max(p.narrow ? 240 : leastPlot, p.narrow ? 0 : lineGap * (f.series.length + (f.guides || []).length + 1));
	p.height = p.bottom + 62 + 16 * (under.length - 1);
	p.y = span(view.logY, every.flatMap(t => [t.y, low(t), high(t)]), p.bottom, p.top);
	p.left = Math.max(p.narrow ? 46 : 62, ...ticks(p.y)[0].map(v => 12 + wide(tickText(v))));
	p.x = span(view.logX, every.map(t => t.x), p.left, p.right);
	axes(p, above, under);
	for (const s of f.guides || []) guide(p, s);
	for (const s of shown) band(p, s);
	for (const s of shown) line(p, s);
	if (!p.narrow) labels(p, shown);
}

function axes(p, above, under) {
	const g = add(p.svg, "g", { class: "axes" });
	const [labelled, between] = ticks(p.y);
	for (const v of between) add(g, "path", { class: "fine", d: `M${px(p.left)} ${px(p.y.at(v))}H${px(p.right)}` });
	for (const v of labelled) {
		add(g, "path", { class: "grid", d: `M${px(p.left)} ${px(p.y.at(v))}H${px(p.right)}` });
		text(g, "tick", "end", p.left - 8, p.y.at(v) + 4, tickText(v));
	}
	for (const t of axisTicks(p.f.x, p.x)) add(g, "path", { class: "axis", d: `M${px(p.x.at(t.at))} ${px(p.bottom)}v6` });
	tickLabels(g, p.f.x, p);
	add(g, "path", { class: "axis", d: `M${px(p.left)} ${px(p.bottom)}H${px(p.right)}` });
	above.forEach((words, i) => text(g, "name", "start", 4, 16 + 16 * i, words));
	under.forEach((words, i) => text(g, "name", "end", p.right, p.bottom + 42 + 16 * i, words));
}

function guide(p, s) {
	const points = spots(s, p);
	if (!points.length) return;
	add(p.svg, "path", { class: "guideline", d: along(points.map(t => [p.x.at(t.x), p.y.at(t.y)])) });
	if (p.narrow) text(p.svg, "remark", "start", p.x.at(points[0].x) + 4, p.y.at(points[0].y) - 6, s.name);
}

function band(p, s) {
	const points = spots(s, p);
	if (!points.some(t => high(t) > low(t))) return;
	const g = add(p.svg, "g", { class: "under " + p.f.looks[s.name].class, "data-series": s.name });
	const x = t => p.x.at(t.x);
	if (points.length > 1) {
		const back = [...points].reverse().map(t => "L" + px(x(t)) + " " + px(p.y.at(low(t)))).join("");
		add(g, "path", { class: "band", d: along(points.map(t => [x(t), p.y.at(high(t))])) + back + "z" });
	} else {
		add(g, "path", { class: "whisker", d: `M${px(x(points[0]))} ${px(p.y.at(high(points[0])))}V${px(p.y.at(low(points[0])))}` });
	}
}

function line(p, s) {
	const look = p.f.looks[s.name], points = spots(s, p), dense = points.length > manySpots;
	const g = add(p.svg, "g", { class: "over " + look.class, "data-series": s.name });
	if (points.length > 1) add(g, "path", { class: "line", d: along(points.map(t => [p.x.at(t.x), p.y.at(t.y)])), "stroke-dasharray": look.dash });
	let said = "";
	points.forEach((t, i) => {
		const x = p.x.at(t.x), y = p.y.at(t.y);
		if (!dense || i === points.length - 1 || t.label) marker(g, look, t, x, y);
		if (t.label && t.label !== said) {
			const half = wide(t.label) / 2;
			text(g, "remark", x - half < p.left ? "start" : x + half > p.right ? "end" : "middle", x, Math.max(p.top + 10, y - 12), t.label);
			said = t.label;
		}
		p.hits.push({ x, y, row: s.name, column: t.x, spot: t, look });
	});
}

function apart(places, from, to) {
	const out = [...places];
	for (let i = 1; i < out.length; i++) out[i] = Math.max(out[i], out[i - 1] + lineGap);
	let limit = to;
	for (let i = out.length - 1; i >= 0; i--) {
		out[i] = Math.min(out[i], limit);
		limit = out[i] - lineGap;
	}
	if (out.length && out[0] < from) out.forEach((y, i) => { out[i] = Math.max(y, from + i * lineGap); });
	return out;
}

function labels(p, shown) {
	const ends = [];
	for (const s of [...shown, ...(p.f.guides || [])]) {
		const last = spots(s, p).pop();
		if (last) ends.push({ name: s.name, look: shown.includes(s) ? p.f.looks[s.name] : null, x: p.x.at(last.x), y: p.y.at(last.y) });
	}
	ends.sort((a, b) => a.y - b.y);
	apart(ends.map(l => l.y), p.top, p.bottom).forEach((y, i) => {
		const l = ends[i], look = l.look;
		const g = add(p.svg, "g", look ? { class: "label " + look.class, "data-series": l.name } : { class: "label guide" });
		add(g, "path", { class: "leader", d: `M${px(l.x + 6)} ${px(l.y)}H${px(p.right)}L${px(p.right + labelRoom - 14)} ${px(y)}` });
		if (look) marker(g, look, null, p.right + labelRoom - 6, y);
		text(g, look ? "who" : "remark", "start", p.right + labelRoom + 3, y + 4.3, l.name);
	});
}
