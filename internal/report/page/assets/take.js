// Taking things away: links, citations, tables, pictures.

async function copy(words) {
	try {
		await navigator.clipboard.writeText(words);
		return true;
	} catch { // an insecure page has no clipboard
		const area = make("textarea", { value: words, className: "hidden" });
		document.body.append(area);
		area.select();
		const done = document.execCommand("copy");
		area.remove();
		return done;
	}
}

// The picture as it is shown. Its own colours are attributes, those for white
// paper: the style sheet that overrides them stays here.
function saveSVG(e, record) {
	const svg = shown(e).firstElementChild.cloneNode(true);
	for (const off of all("[hidden]", svg)) off.remove();
	for (const part of [svg, ...all(".lit, .at", svg)]) part.classList.remove("quiet", "lit", "at");
	const file = new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
	make("a", { href: URL.createObjectURL(file), download: `${e.name}-${record.slice(0, 12)}.svg` }).click();
}

// A text that a spreadsheet would take for a formula gets an apostrophe.
function csvField(s) {
	s = s.replace(/^(?!-?[\d.]+$)[=+@\t-]/, "'$&");
	return /[",\n\r]/.test(s) ? '"' + s.replaceAll('"', '""') + '"' : s;
}

// A number as programs read it; other words as they are.
const bare = s => /^[<−]?[\d,.]+$/.test(s) ? s.replaceAll(",", "").replace("−", "-") : s;

// Each column of the table is one of the file, and what stands behind its
// numbers another.
function csvOf(table) {
	const rows = all("tr:not(.rounds)", table).filter(row => row.getClientRects().length).map(row => [...row.cells]);
	const text = (cell, kind) => all("." + kind, cell).map(part => part.textContent).join("");
	const behind = rows[0].map((_, i) => ["spread", "aside", "marks"].filter(kind => rows.some(row => text(row[i], kind))));
	const lines = rows.map((row, r) => row.flatMap((cell, i) => {
		const main = text(cell, "main");
		return [r && i ? bare(main) : main, ...behind[i].map(kind => r ? text(cell, kind) : `${main} ${kind}`)];
	}));
	return lines.map(line => line.map(csvField).join(",")).join("\r\n") + "\r\n";
}

function makeTools(e) {
	const { number } = e.box.dataset, n = "figure " + number, { citation, record } = e.box.closest("article").dataset;
	const bar = make("div", { className: "tools" });
	const taken = async (what, words) => say(e, await copy(words) ? `${what} copied: ${words}` : words);
	if (e.box.querySelector("[data-linear]")) {
		e.turn = button("Log scale", "Log scale of " + n, () => change(state.linear, e.name));
		bar.append(e.turn);
	}
	bar.append(
		button("Save SVG", "Save SVG of " + n, () => saveSVG(e, record)),
		button("Copy link", "Copy link to " + n, () => {
			state.anchor = e.box.closest("section").id;
			remember();
			taken("Link", location.href);
		}),
		button("Copy citation", "Copy citation of " + n, () => taken("Citation", `Figure ${number}, “${titleOf(e)}”, in: ${citation}`)));
	e.box.append(bar);
}

// A button that copies a text, and says so until something else is pressed.
function copier(words, what, textOf) {
	const b = button(words, `${words}: ${what}`, async () => {
		b.textContent = await copy(textOf()) ? "Copied" : "Not copied";
		b.addEventListener("blur", () => { b.textContent = words; }, { once: true });
	});
	return b;
}

function makeCopiers() {
	for (const table of all(".scroll table:not(.keyed)")) {
		const what = document.getElementById(table.getAttribute("aria-labelledby")).textContent;
		table.closest(".table").append(make("div", { className: "tools" }, copier("Copy CSV", what, () => csvOf(table))));
	}
	for (const pre of all(".cite pre")) {
		const heading = pre.previousElementSibling;
		heading.append(copier("Copy", heading.textContent, () => pre.textContent));
	}
}
