package report

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// pixelsPerInch of a PNG: twice those of a screen, for print.
const pixelsPerInch = 192

// SVG is f as a picture of vectors, 600 pixels wide. It loads nothing, and its
// text stays text.
func SVG(f *Figure) ([]byte, error) {
	d := sheetOf(f)
	c := vgsvg.NewWith(vgsvg.UseWH(pictureWidth, vg.Length(d.height)))
	d.background()
	d.play(c)
	var out bytes.Buffer
	if _, err := c.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("svg: %w", err)
	}
	return refine(out.String(), f)
}

// PNG is f as a picture of pixels, 1,200 of them wide.
func PNG(f *Figure) ([]byte, error) {
	d := sheetOf(f)
	c := vgimg.NewWith(vgimg.UseWH(pictureWidth, vg.Length(d.height)), vgimg.UseDPI(pixelsPerInch))
	d.play(c)
	var out bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: c}).WriteTo(&out); err != nil {
		return nil, fmt.Errorf("png: %w", err)
	}
	return out.Bytes(), nil
}

// background lays paper under everything, so that a page's own colour does not
// show through.
func (d *sheet) background() {
	under := &sheet{}
	under.rectangle(0, 0, pictureWidth, d.height, paper)
	d.ops = append(under.ops, d.ops...)
}

var (
	svgHead = regexp.MustCompile(`(?s)^.*?<svg width="[^"]*" height="[^"]*"(.*?)>`)
	svgText = regexp.MustCompile(`<text ([^>]*?)\s+style="font-family:[^;]*;font-variant:[^;]*;font-weight:(\w+);font-style:\w+;font-size:([\d.]+)px;fill:(#[0-9A-Fa-f]{6})">([^<]*)</text>`)
)

// refine makes of the library's SVG one that looks the same everywhere: where
// the fonts of the layout are missing, others of the same shape are asked for,
// and whatever is found keeps to the width that the layout has for it. It also
// gets what readers of screens need: a name and a description.
func refine(svg string, f *Figure) ([]byte, error) {
	head := svgHead.FindStringIndex(svg)
	if head == nil {
		return nil, fmt.Errorf("svg: the drawing library wrote no <svg> of the form that is known here")
	}
	box := regexp.MustCompile(`viewBox="0 0 ([\d.]+) ([\d.]+)"`).FindStringSubmatch(svg[:head[1]])
	if box == nil {
		return nil, fmt.Errorf("svg: the drawing library wrote no viewBox of the form that is known here")
	}
	height, err := strconv.ParseFloat(box[2], 64)
	if err != nil {
		return nil, fmt.Errorf("svg: height: %w", err)
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="%g" viewBox="0 0 %s %s" role="img" font-family="Liberation Sans, Arimo, Arial, Helvetica, sans-serif">`+"\n",
		round(height/0.75), box[1], box[2])
	fmt.Fprintf(&out, "<title>%s</title>\n<desc>%s</desc>\n", html.EscapeString(plainText(f.Title)), html.EscapeString(plainText(strings.TrimSpace(f.Claim+" Record "+f.Record))))
	texts := 0
	out.WriteString(svgText.ReplaceAllStringFunc(svg[head[1]:], func(element string) string {
		texts++
		return refineText(element)
	}))
	if n := strings.Count(svg, "<text "); n != texts {
		return nil, fmt.Errorf("svg: %d of %d texts are not of the form that is known here", n-texts, n)
	}
	return []byte(out.String()), nil
}

func refineText(element string) string {
	m := svgText.FindStringSubmatch(element)
	size, _ := strconv.ParseFloat(m[3], 64) // it matched
	face, weight := upright, ""
	if m[2] == "bold" {
		face, weight = bold, ` font-weight="bold"`
	}
	width := textWidth(html.UnescapeString(m[5]), size, face)
	return fmt.Sprintf(`<text %s%s font-size="%s" fill="%s" textLength="%g" lengthAdjust="spacingAndGlyphs">%s</text>`,
		m[1], weight, m[3], m[4], round(width), m[5])
}
