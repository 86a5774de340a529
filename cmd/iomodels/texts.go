package main

import (
	"embed"
	"text/template"
	"time"

	"github.com/iomodels/iomodels/internal/words"
)

//go:embed texts/*.tmpl
var textFiles embed.FS

// texts are what commands print: a template reads as the text that it makes.
var texts = template.Must(template.New("").Funcs(template.FuncMap{
	"integer":      words.Integer[int64],
	"rate":         func(n int64, in time.Duration) string { return words.Whole(float64(n) / in.Seconds()) },
	"milliseconds": func(d time.Duration) time.Duration { return d.Round(time.Millisecond) },
}).ParseFS(textFiles, "texts/*.tmpl"))
