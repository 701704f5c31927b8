package main

import "encoding/json"

// data is the list as JSON for the page:
//
//	{"columns":["brand","model","protocol","outputs","inputs","other","supported","confirmed"],
//	 "models":[["Lovense","Hush","lovense","Vibrate","Battery",false,true,""],…],
//	 "notes":{"lioness":["Pair it …"]}}
func data(all []row, notes map[string][]string) []byte {
	list := struct {
		Columns []string            `json:"columns"`
		Models  [][]any             `json:"models"`
		Notes   map[string][]string `json:"notes"`
	}{Columns: []string{"brand", "model", "protocol", "outputs", "inputs", "other", "supported", "confirmed"}, Notes: notes}
	for _, r := range all {
		list.Models = append(list.Models, []any{r.brand, r.model, r.protocol, r.outputs, r.inputs, r.other, r.supported, r.confirmed})
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(err) // strings and booleans alone can't fail
	}
	return append(text, '\n')
}
