package analysis

import "github.com/iomodels/iomodels/internal/stats"

// A Crossing is the number of connections past which Steep costs more than Flat.
type Crossing struct {
	Steep        string   `json:"steep"`
	Flat         string   `json:"flat"`
	Connections  Interval `json:"connections"`
	Extrapolated bool     `json:"extrapolated"` // outside what both were measured at
}

// cross looks at every pair of models of the same build. A crossing past what
// one of the two can hold never happens, so it is none, and one whose interval
// is of too few rounds is not said.
func (s *Summary) cross() {
	for _, steep := range s.Models {
		for _, flat := range s.Models {
			f, okF := s.lines[flat.Name]
			g, okG := s.lines[steep.Name]
			if !okF || !okG || steep.Name == flat.Name || flat.Old != steep.Old {
				continue
			}
			c, ok := stats.Cross(f, g)
			if !ok || c.N.Coverage < confidence || past(steep.Limit, c.N.Median) || past(flat.Limit, c.N.Median) {
				continue
			}
			s.Crossings = append(s.Crossings, Crossing{
				Steep: steep.Name, Flat: flat.Name, Connections: interval(c.N), Extrapolated: c.Extrapolated,
			})
		}
	}
}

// Tells says whether a crossing is that of two lines, of which one at least can
// be told from a level one.
func (s *Summary) Tells(c Crossing) bool {
	steep, flat := s.Model(c.Steep).Growth, s.Model(c.Flat).Growth
	return c.Connections.Sure() && c.Connections.Lo > 0 && steep.Straight() && flat.Straight() &&
		!(steep.Each.AroundZero() && flat.Each.AroundZero())
}
