package bench

// A Figure is curves on axes that are both logarithmic.
type Figure struct {
	Name   string   `json:"name"`  // of its picture's file
	Title  string   `json:"title"` // what it shows, in one line
	Claim  string   `json:"claim"` // what can be seen in it
	X      string   `json:"x"`     // the axes' titles, with the units
	Y      string   `json:"y"`
	Curves []Curve  `json:"curves"`
	Notes  []string `json:"notes"`
}

// A Curve is a cost at several N, as medians with their intervals.
type Curve struct {
	Name   string    `json:"name"`
	N      []int     `json:"n"`
	Median []float64 `json:"median"`
	Lo     []float64 `json:"lo"`
	Hi     []float64 `json:"hi"`
}
