package shrink

import "encoding/binary"

// packed is the part of the table that has one entry for each function. It is stored by
// columns, in variable-length numbers, which compress far better than the rows.
type packed struct {
	at      int // the address of the packed columns
	columns []*column
}

// column goes to a memory address and every stride bytes behind it.
type column struct {
	to, stride, count int
	how               packing
	start             int // the first sum
	data              []byte
}

// packing tells what the numbers of a column stand for.
type packing int

const (
	plain    packing = iota
	sums             // the value is their sum so far
	offsets          // the value is the sum of those before, or 0 for a 0
	quarters         // the value is 4(n-1), or -1 for a 0
)

func (p *packed) column(to, stride, count int, how packing, value func(k int) int) *column {
	c := &column{to: to, stride: stride, count: count, how: how}
	for k := range count {
		c.data = appendUint(c.data, value(k)&0xffffffff)
	}
	p.columns = append(p.columns, c)
	return c
}

func (p *packed) bytes() []byte {
	var all []byte
	for _, c := range p.columns {
		all = append(all, c.data...)
	}
	return all
}

// unpack does what the code in the module does.
func (p *packed) unpack(m memory) {
	r := &reader{b: m, p: p.at}
	for _, c := range p.columns {
		sum := uint32(c.start)
		for k := range c.count {
			v := uint32(r.uint())
			switch c.how {
			case sums:
				sum += v
				v = sum
			case offsets:
				if v != 0 {
					v, sum = sum, sum+v
				}
			case quarters:
				if v--; v != ^uint32(0) {
					v *= 4
				}
			}
			binary.LittleEndian.PutUint32(m.slice(c.to+k*c.stride, c.to+k*c.stride+4), v)
		}
	}
}
