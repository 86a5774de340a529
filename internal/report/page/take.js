// Taking things away: links, citations, pictures, data.

const fileName = (e, kind) => `${e.f.name}-${e.part.record.slice(0, 12)}.${kind}`;

function save(name, blob) {
	const a = document.createElement("a");
	a.href = URL.createObjectURL(blob);
	a.download = name;
	a.click();
	setTimeout(() => URL.revokeObjectURL(a.href), 60000);
}

async function copy(e, words, what) {
	try {
		await navigator.clipboard.writeText(words);
	} catch {
		const area = document.createElement("textarea");
		area.value = words;
		area.className = "hidden";
		document.body.append(area);
		area.select();
		const done = document.execCommand("copy");
		area.remove();
		if (!done) {
			say(e, words);
			return;
		}
	}
	say(e, what + " copied: " + words);
}

const carried = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "stroke-linecap",
	"font-family", "font-size", "font-weight", "paint-order"];

// A picture that leaves the page takes its colours with it, as attributes: no
// other program knows this page's style sheet.
function standalone(e) {
	const fresh = draw(e.f, data.width, viewOf(e.f)), svg = fresh.svg;
	const shelf = document.createElement("div");
	shelf.className = "hidden js";
	shelf.append(svg);
	document.body.append(shelf);
	for (const part of [svg, ...svg.querySelectorAll("path, rect, text, circle")]) {
		const style = getComputedStyle(part);
		for (const name of carried) {
			const value = style.getPropertyValue(name);
			if (value && !(value === "none" && name === "stroke-dasharray")) part.setAttribute(name, value);
		}
	}
	const paper = getComputedStyle(document.documentElement).backgroundColor;
	shelf.remove();
	for (const old of svg.querySelectorAll("[data-series]")) old.removeAttribute("data-series");
	svg.setAttribute("xmlns", SVG);
	svg.setAttribute("width", px(fresh.width));
	svg.setAttribute("height", px(fresh.height));
	const back = add(svg, "rect", { width: fresh.width, height: fresh.height, fill: paper });
	svg.prepend(back);
	const title = add(svg, "title", {}, `${e.f.title} (${e.f.record})`);
	svg.prepend(title);
	return { markup: new XMLSerializer().serializeToString(svg), width: fresh.width, height: fresh.height };
}

function savePNG(e) {
	const { markup, width, height } = standalone(e), image = new Image(), times = 2;
	image.onload = () => {
		const canvas = document.createElement("canvas");
		canvas.width = width * times;
		canvas.height = height * times;
		canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
		canvas.toBlob(blob => save(fileName(e, "png"), blob), "image/png");
	};
	image.onerror = () => say(e, "This browser could not turn the figure into a PNG; take the SVG.");
	image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(markup);
}

// A text that a spreadsheet would take for a formula gets an apostrophe.
function csvField(x) {
	if (x === undefined || x === null) return "";
	let s = typeof x === "number" ? String(x) : String(x).replace(/^[=+\-@\t]/, "'$&");
	if (/[",\n\r]/.test(s)) s = '"' + s.replaceAll('"', '""') + '"';
	return s;
}

function csvOf(e) {
	const f = e.f, rows = [["record", "figure", "x_axis", "y_axis", "series", "x", "y", "low", "high", "marks", "label"]];
	for (const s of f.series) {
		for (const t of s.points) {
			rows.push([f.record, f.name, f.x.title, f.y.title, s.name, f.kind === "lines" ? t.x : f.x.categories[t.x], t.y, t.lo, t.hi, t.marks, t.label]);
		}
	}
	return rows.map(r => r.map(csvField).join(",")).join("\r\n") + "\r\n";
}

function makeTools(e) {
	const bar = document.createElement("div"), f = e.f, n = `figure ${f.number}`;
	bar.className = "tools";
	for (const axis of axesOf(f)) {
		const b = button(f.kind === "lines" ? `Log ${axis}` : "Log", `Log ${axis} axis of ${n}`, () => change(state.turned, f.id + "." + axis));
		b.dataset.axis = axis;
		bar.append(b);
	}
	const gap = document.createElement("span");
	gap.className = "apart";
	bar.append(gap,
		button("SVG", `SVG of ${n}: download`, () => save(fileName(e, "svg"), new Blob([standalone(e).markup], { type: "image/svg+xml" }))),
		button("PNG", `PNG of ${n}: download`, () => savePNG(e)),
		button("CSV", `CSV of ${n}: download its data`, () => save(fileName(e, "csv"), new Blob([csvOf(e)], { type: "text/csv" }))),
		button("Copy link", `Copy link to ${n}`, () => {
			state.anchor = f.id;
			remember();
			copy(e, location.href, "Link");
		}),
		button("Copy citation", `Copy citation of ${n}`, () => copy(e, `Figure ${f.number}, “${f.title}”, in: ${e.part.cite}`, "Citation")));
	e.readout.after(bar);
}
