package report

import (
	"encoding/json"
	"strings"
)

// pageData is what the script works on: the figures as they are described, and
// how each series looks. The encoder writes <, > and & as escapes, so that no
// text of a record can end the element that it stands in.
func pageData(parts []*part) ([]byte, error) {
	type look struct {
		Class string `json:"class"`
		Mark  string `json:"mark"` // class of the marker
		Path  string `json:"path"` // of the marker
		Dash  string `json:"dash"`
	}
	type figure struct {
		*Figure
		ID     string          `json:"id"`
		Number int             `json:"number"`
		Looks  map[string]look `json:"looks"` // by series; of dots and bars by category, too
	}
	type shown struct {
		Prefix  string   `json:"prefix"`
		Record  string   `json:"record"`
		Heading string   `json:"heading"`
		Cite    string   `json:"cite"`
		Models  []string `json:"models"`
		Figures []figure `json:"figures"`
	}
	lookOf := func(s Style) look {
		return look{colourClass(s), s.Marker.class(), markerPaths[s.Marker], dashArray(s)}
	}
	all := []shown{}
	for _, p := range parts {
		out := shown{Prefix: p.Prefix, Record: p.Record, Heading: p.Heading, Cite: firstLine(p.Cite[0].Text), Models: p.names, Figures: []figure{}}
		for _, f := range p.Figures {
			drawn := figure{Figure: f.figure, ID: f.ID, Number: f.Number, Looks: map[string]look{}}
			for _, name := range p.names {
				drawn.Looks[name] = lookOf(styleOf(name, p.names))
			}
			for _, s := range f.figure.Series {
				drawn.Looks[s.Name] = lookOf(s.Style)
			}
			out.Figures = append(out.Figures, drawn)
		}
		all = append(all, out)
	}
	return json.Marshal(struct {
		Width int     `json:"width"` // of the figures as they are in the file
		Parts []shown `json:"parts"`
	}{pageWidth, all})
}

// firstLine is the citation of the record; that of the software follows it.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
