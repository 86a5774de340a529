package cite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/iomodels/iomodels/internal/version"
)

// A cslItem is an item of CSL-JSON, which reference managers and citation
// processors read (schema csl-data.json of Citation Style Language 1.0.2).
type cslItem struct {
	ID      string    `json:"id"`
	Type    string    `json:"type"`
	Title   string    `json:"title"`
	Author  []cslName `json:"author"`
	Issued  *cslDate  `json:"issued,omitempty"`
	Number  string    `json:"number,omitempty"`
	Version string    `json:"version,omitempty"`
	URL     string    `json:"URL,omitempty"`
	Note    string    `json:"note,omitempty"`
}

// A cslName that is literal is not taken apart into first and last names.
type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts [][3]int `json:"date-parts"`
}

// cslJSON writes a list of items: the record, and the software.
func cslJSON(s *source) string {
	author := []cslName{{Author}}
	items := []cslItem{}
	if s != nil {
		var date [3]int
		year, month, day := s.parts()
		for i, part := range []string{year, month, day} {
			date[i], _ = strconv.Atoi(part) // the record's schema holds its form
		}
		items = append(items, cslItem{
			ID: s.id, Type: "dataset", Title: s.title, Author: author, Issued: &cslDate{[][3]int{date}}, Number: s.id,
			Note: fmt.Sprintf("Measured on %s with %s, on %s. %s", s.date, s.tool, s.place, proof),
		})
	}
	items = append(items, cslItem{
		ID: "iomodels", Type: "software", Title: software + ": " + subtitle, Author: author,
		Version: version.Number, URL: version.Repository,
	})
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(items); err != nil {
		panic(err) // strings and numbers can be encoded
	}
	return out.String()
}
