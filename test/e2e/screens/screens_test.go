// Package screens takes the pictures of the page that the README shows: make screenshots.
package screens

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

var browser *lab.Browser

const dist = "../../../dist"

func TestMain(m *testing.M) {
	if os.Getenv("SCREENSHOTS") == "" {
		fmt.Println("SCREENSHOTS does not name a folder for the pictures")
		return
	}
	lab.Main(m, &browser, filepath.Join(dist, "gobuttplug.wasm"))
}

func open(t *testing.T, size lab.Viewport) *lab.Page {
	t.Helper()
	return browser.Case(t).OpenSized(lab.Site{Mounts: map[string]string{"/": dist}}.Serve(t)+"/?simulated", size)
}

// play sets all toys going, so that there is something to see.
func play(page *lab.Page) {
	for _, one := range []struct {
		toy, control string
		value        float64
	}{
		{"Simulated Vibrator", "Vibration", 14},
		{"Simulated Rotator", "Rotation", 12},
		{"Simulated Rotator", "Vibration", 6},
		{"Simulated Stroker", "Speed", 14},
		{"Simulated Trainer", "Vibration", 60},
		{"Simulated Air Pump", "Squeeze", 4},
		{"Simulated Heater", "Temperature", 8},
		{"Simulated Heater", "Light", 7},
	} {
		page.Find("article", one.toy).Find("slider", one.control).Slide(one.value)
	}
	pad := page.Find("article", "Simulated Stroker").Find("slider", "Stroke")
	for range 3 {
		pad.Press("PageUp")
		page.Eval("new Promise(done => setTimeout(done, 200))", nil)
	}
	page.Find("article", "Simulated Air Pump").Find("switch", "Spray").Click()
	page.Eval("document.activeElement.blur(); document.querySelector('main').scrollTop = 0; new Promise(done => setTimeout(done, 1200))", nil)
}

func TestPictures(t *testing.T) {
	for name, size := range map[string]lab.Viewport{"wide": {Width: 1280, Height: 860}, "phone": lab.Phone} {
		page := open(t, size)
		page.Find("article", "Simulated Heater").Await()
		play(page)
		for _, theme := range []string{"light", "dark"} {
			page.Eval("document.documentElement.dataset.theme = '"+theme+"'; null", nil)
			page.Screenshot("page-" + name + "-" + theme)
		}
	}
}

// Where the slider is, from picture to picture.
var way = []float64{0, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 20, 20, 20, 20, 17, 14, 11, 8, 6, 4, 2, 1, 0}

func TestAnimation(t *testing.T) {
	folder := os.Getenv("SCREENSHOTS")
	frames := t.TempDir()
	t.Setenv("SCREENSHOTS", frames)
	page := open(t, lab.Viewport{Width: 360, Height: 560})
	vibrator := page.Find("article", "Simulated Vibrator")
	slider := vibrator.Find("slider", "Vibration").Await()
	page.Eval("document.querySelector('article').scrollIntoView({ block: 'start' }); null", nil)
	var pictures []image.Image
	for i, value := range way {
		slider.Slide(value)
		name := fmt.Sprintf("frame-%02d", i)
		page.Screenshot(name)
		file, err := os.Open(filepath.Join(frames, name+".png"))
		require.NoError(t, err)
		picture, err := png.Decode(file)
		require.NoError(t, err)
		require.NoError(t, file.Close())
		pictures = append(pictures, picture)
	}
	out, err := os.Create(filepath.Join(folder, "page.gif"))
	require.NoError(t, err)
	require.NoError(t, gif.EncodeAll(out, animated(pictures)))
	require.NoError(t, out.Close())
}

// animated makes an animation that repeats, of the colours that the pictures have most.
func animated(pictures []image.Image) *gif.GIF {
	counts := map[color.RGBA]int{}
	for _, picture := range pictures {
		for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y++ {
			for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x++ {
				r, g, b, _ := picture.At(x, y).RGBA()
				counts[color.RGBA{uint8(r>>8) &^ 3, uint8(g>>8) &^ 3, uint8(b>>8) &^ 3, 255}]++ // what nobody tells apart is one
			}
		}
	}
	colours := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b color.RGBA) int { return counts[b] - counts[a] })
	palette := color.Palette{}
	for _, c := range colours[:min(256, len(colours))] {
		palette = append(palette, c)
	}
	all := &gif.GIF{}
	var before *image.Paletted
	for _, picture := range pictures {
		frame := image.NewPaletted(picture.Bounds(), palette)
		draw.Draw(frame, frame.Bounds(), picture, picture.Bounds().Min, draw.Src)
		all.Image = append(all.Image, frame.SubImage(changed(before, frame)).(*image.Paletted))
		all.Delay = append(all.Delay, 11) // hundredths of a second
		before = frame
	}
	return all
}

// changed is the part of a picture that is not as it was before: the rest need not be in the
// animation again.
func changed(before, now *image.Paletted) image.Rectangle {
	if before == nil {
		return now.Bounds()
	}
	var part image.Rectangle
	for y := now.Bounds().Min.Y; y < now.Bounds().Max.Y; y++ {
		for x := now.Bounds().Min.X; x < now.Bounds().Max.X; x++ {
			if now.ColorIndexAt(x, y) != before.ColorIndexAt(x, y) {
				part = part.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if part.Empty() {
		return image.Rect(0, 0, 1, 1)
	}
	return part
}
