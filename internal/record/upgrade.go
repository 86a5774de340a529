package record

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/iomodels/iomodels/internal/workload"
)

// firstFormat is that of the records in which a cell was a model and a number
// of connections, and in which the plan held one rate and one number of loops.
const firstFormat = "iomodels-record/1"

// upgraded is the text of a record of firstFormat in the form of Format, but
// for its "format" and its "id", which stay those of the file. The record
// matches its schema. What is missing from a point is the same at all of them.
func upgraded(record map[string]any) ([]byte, error) {
	plan := record["plan"].(map[string]any)
	rest := map[string]any{"reply": workload.SeedReply, "rate": plan["rate"], "loops": plan["loops"]}
	delete(plan, "rate")
	delete(plan, "loops")
	plan["axis"] = workload.Connections.Name

	points := map[any]map[string]any{} // by the number of connections
	for _, value := range plan["sweep"].([]any) {
		point := value.(map[string]any)
		maps.Copy(point, rest)
		if points[point["connections"]] != nil {
			return nil, fmt.Errorf("plan: %v connections are there twice in the sweep", point["connections"])
		}
		points[point["connections"]] = point
	}
	cells := []any{plan["anchor"]}
	for _, round := range plan["order"].([]any) {
		cells = append(cells, round.([]any)...)
	}
	for _, cell := range cells {
		cell := cell.(map[string]any)
		maps.Copy(cell, points[cell["connections"]]) // of none: Check finds that it is not in the plan
	}
	for _, list := range []string{"trials", "system_calls"} {
		for _, one := range record[list].([]any) {
			maps.Copy(one.(map[string]any), rest)
		}
	}
	return json.Marshal(record)
}
