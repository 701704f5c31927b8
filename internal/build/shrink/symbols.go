package shrink

import "slices"

// Function tells what a function of the module was, and what its PCs were.
type Function struct {
	Name   string
	Places map[int][]Place `json:",omitempty"` // by PC_B behind a call; several if the call's PC is shared
}

// Place is a line of a function, and the lines where it and its callers were inlined,
// innermost first.
type Place []Frame

// Frame is a line of a function.
type Frame struct {
	Function string
	File     string
	Line     int
}

// describer finds places in the table of functions as the linker wrote it.
type describer struct {
	*records
	units, files int
}

func describe(m memory) *describer {
	r := openRecords(m)
	return &describer{r, r.word(mdCUs), r.word(mdFiles)}
}

// lines are the tables of a function that a place is looked up in.
type lines struct {
	d                   *describer
	name                string
	unit                int // of compilation, by its first file
	file, line, inlined pcTable
	calls               int // address of the inlined calls; 0: none
}

func (d *describer) lines(n int) *lines {
	at := d.record(n)
	l := &lines{
		d:       d,
		name:    d.name(d.m.u32(at + recordName)),
		unit:    int(d.m.u32(at + recordCU)),
		file:    d.pcTable(d.m.u32(at + recordFile)),
		line:    d.pcTable(d.m.u32(at + recordLine)),
		inlined: d.pcdata(n, pcdataInlined),
	}
	d.eachFuncdata(n, func(kind, offset int) {
		if kind == funcdataCalls {
			l.calls = d.data + offset
		}
	})
	return l
}

// at returns the place of a PC_B.
func (l *lines) at(pc int) Place {
	var place Place
	for {
		call := l.inlined.value(pc)
		if l.inlined == nil || call < 0 || l.calls == 0 || len(place) > 100 {
			return append(place, l.frame(l.name, pc))
		}
		at := l.calls + inlinedSize*int(call)
		place = append(place, l.frame(l.d.name(l.d.m.u32(at+inlinedName)), pc))
		pc = int(l.d.m.u32(at + inlinedParent))
	}
}

func (l *lines) frame(name string, pc int) Frame {
	frame := Frame{Function: name, Line: int(l.line.value(pc))}
	if file := l.file.value(pc); file >= 0 {
		if offset := l.d.m.u32(l.d.units + 4*(l.unit+int(file))); offset != ^uint32(0) {
			frame.File = l.d.m.cString(l.d.files + int(offset))
		}
	}
	return frame
}

// symbols tells what the PCs of a function were. was has them by those that they are now,
// or is nil if they are what they were.
func (l *lines) symbols(was map[int][]int) Function {
	if was == nil {
		was = map[int][]int{}
		if n := len(l.line); n > 0 {
			for pc := 1; pc <= l.line[n-1].end; pc++ {
				was[pc] = []int{pc}
			}
		}
	}
	f := Function{Name: l.name, Places: map[int][]Place{}}
	for pc, old := range was {
		for _, pcWas := range old {
			place := l.at(pcWas - 1) // a call is at the PC before the one that it returns to
			same := func(other Place) bool { return slices.Equal(place, other) }
			if !slices.ContainsFunc(f.Places[pc], same) {
				f.Places[pc] = append(f.Places[pc], place)
			}
		}
	}
	return f
}
