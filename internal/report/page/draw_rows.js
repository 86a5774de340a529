// Drawing what lies: stacked bars, and points with whiskers, a row for each category.

const at = (s, i) => s.points.find(t => t.x === i && real(t.y));

// In a narrow window names stand above their rows.
function rows(p, view, right) {
	const f = p.f, shown = f.x.categories.map((name, i) => ({ name, i })).filter(c => !view.off.has(c.name));
	const longest = Math.max(0, ...f.x.categories.map(wide));
	const above = wrapped(axisName(f.y, f.kind === "dots" && view.logY), p.width - 8);
	p.step = p.narrow ? 54 : 38;
	p.left = p.narrow ? 6 : Math.min(longest + 16, p.width / 3);
	p.right = p.width - right;
	above.forEach((words, i) => text(p.svg, "name", "start", 4, 16 + 16 * i, words));
	p.head = 16 * (above.length - 1);
	p.top = 30 + p.head;
	return shown;
}

function key(p) {
	const g = add(p.svg, "g", { class: "key" });
	let x = 4, row = 0;
	for (const s of p.f.series) {
		const room = wide(s.name) + 34;
		if (x + room > p.width && x > 4) [x, row] = [4, row + 1];
		const y = 38 + p.head + keyStep * row;
		add(g, "rect", { class: "layer " + p.f.looks[s.name].class, x, y: y - 10, width: 12, height: 12 });
		text(g, "who", "start", x + 18, y, s.name);
		x += room;
	}
	p.top += keyStep * (1 + row);
}

function barAxis(p, axis) {
	const g = add(p.svg, "g", { class: "axes" });
	for (const t of axisTicks(axis, p.x)) add(g, "path", { class: "grid", d: `M${px(p.x.at(t.at))} ${px(p.top)}V${px(p.bottom)}` });
	tickLabels(g, axis, p);
}

function rowName(p, g, name, middle) {
	if (p.narrow) text(g, "who", "start", p.left, middle - 18, name);
	else text(g, "who", "end", p.left - 10, middle + 4.3, name);
}

const middleOf = (p, row) => p.top + p.step * row + (p.narrow ? 34 : p.step / 2);

function bars(p, view) {
	const f = p.f, shown = rows(p, view, 60);
	const total = i => f.series.reduce((sum, s) => sum + Math.max(0, (at(s, i) || { y: 0 }).y), 0);
	key(p);
	p.bottom = p.top + p.step * shown.length;
	p.height = p.bottom + 44;
	p.x = span(false, [0, ...shown.map(c => total(c.i))], p.left, p.right);
	barAxis(p, f.y);
	shown.forEach((c, row) => {
		const middle = middleOf(p, row), y = middle - barHeight / 2;
		const g = add(p.svg, "g", { class: "over", "data-series": c.name });
		rowName(p, g, c.name, middle);
		let sum = 0, marks = "";
		for (const s of f.series) {
			const spot = at(s, c.i);
			if (!spot || spot.y <= 0) continue;
			const from = p.x.at(sum), to = p.x.at(sum + spot.y), words = three(spot.y), look = f.looks[s.name];
			sum += spot.y;
			add(g, "rect", { class: "layer " + look.class, x: from, y, width: to - from, height: barHeight });
			if (to - from > wide(words) + 8) text(g, "inside", "middle", (from + to) / 2, middle + 4.3, words);
			if (spot.marks && !marks.includes(spot.marks)) marks += spot.marks;
			p.hits.push({ x: (from + to) / 2, y: middle, from, to, row: c.name, column: s.name, spot, look });
		}
		if (sum > 0) text(g, "sum", "start", p.x.at(sum) + 7, middle + 4.3, three(sum) + marks);
		else text(g, "sum", "start", p.left + 7, middle + 4.3, "–");
	});
}

function dots(p, view) {
	const f = p.f, shown = rows(p, view, 84), alone = f.series.length === 1;
	if ((f.guides || []).length) p.top += 14;
	const single = f.x.categories.every((_, i) => f.series.filter(s => at(s, i)).length <= 1);
	if (!alone && f.series.some(s => !f.x.categories.includes(s.name))) key(p);
	p.bottom = p.top + p.step * shown.length;
	p.height = p.bottom + 44;
	const here = f.series.flatMap(s => shown.map(c => at(s, c.i)).filter(Boolean));
	const marks = (f.guides || []).flatMap(s => s.points.slice(0, 1));
	p.x = span(view.logY, [...here, ...marks].flatMap(t => [t.y, low(t), high(t)]), p.left, p.right);
	const has = v => real(v) && (!view.logY || v > 0);
	barAxis(p, f.y);
	for (const s of f.guides || []) {
		if (!s.points.length || !has(s.points[0].y)) continue;
		const x = p.x.at(s.points[0].y);
		add(p.svg, "path", { class: "guideline", d: `M${px(x)} ${px(p.top)}V${px(p.bottom)}` });
		text(p.svg, "remark", "middle", x, p.top - 4, s.name);
	}
	shown.forEach((c, row) => {
		const middle = middleOf(p, row), g = add(p.svg, "g", { class: "over", "data-series": c.name });
		rowName(p, g, c.name, middle);
		f.series.forEach((s, k) => {
			const spot = at(s, c.i);
			if (!spot || !has(spot.y)) return;
			const look = f.looks[alone ? c.name : s.name] || f.looks[s.name];
			const y = single ? middle : middle + 9 * (k - (f.series.length - 1) / 2), x = p.x.at(spot.y);
			const one = add(g, "g", { class: look.class });
			if (high(spot) > low(spot)) add(one, "path", { class: "whisker", d: `M${px(p.x.at(low(spot)))} ${px(y)}H${px(p.x.at(high(spot)))}` });
			marker(one, look, spot, x, y);
			if (single) text(one, "sum", "start", p.x.at(Math.max(spot.y, high(spot))) + 9, y + 4.3, three(spot.y) + (spot.marks || ""));
			p.hits.push({ x, y, row: c.name, column: s.name, spot, look });
		});
	});
}
