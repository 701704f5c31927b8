package shrink

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNumbers(t *testing.T) {
	for _, n := range []int{0, 1, 127, 128, 300, 1 << 20, math.MaxInt32, 1 << 40} {
		r := &reader{b: appendUint(nil, n)}
		assert.Equal(t, n, r.uint())
		assert.False(t, r.more())
	}
	for _, n := range []int64{0, 1, -1, 63, 64, -64, -65, 1 << 31, -1 << 31, math.MaxInt64, math.MinInt64} {
		r := &reader{b: appendInt(nil, n)}
		assert.Equal(t, n, r.int())
		assert.False(t, r.more())
	}
}

func TestPCTables(t *testing.T) {
	for name, table := range map[string]pcTable{
		"constant":  {{allPCs, 0}},
		"frame":     {{1, 0}, {allPCs, 4000}},
		"up, down":  {{2, 5}, {3, -1}, {9, 0}, {300, -70}},
		"starts -1": {{4, -1}, {8, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			read := readPCTable(table.encode())
			assert.Equal(t, table, read)
			from := 0
			for _, run := range table {
				assert.Equal(t, run.value, read.value(from))
				assert.Equal(t, run.value, read.value(run.end-1))
				from = run.end
			}
		})
	}
}

func TestSimplify(t *testing.T) {
	sp := instr{op: opLocalGet, a: localSP}
	wide := instr{op: opI64ExtendU}
	narrow := instr{op: opI32WrapI64}
	plus := func(n int64) []instr { return []instr{sp, wide, {op: opI64Const, a: n}, {op: opI64Add}, narrow} }
	of := func(parts ...any) (all []instr) {
		for _, part := range parts {
			switch part := part.(type) {
			case instr:
				all = append(all, part)
			case []instr:
				all = append(all, part...)
			}
		}
		return all
	}
	value := instr{op: opLocalGet, a: 5}
	load := func(offset int64) instr { return instr{op: opI32Load + 1, a: 3, b: offset} }
	store := func(offset int64) instr { return instr{op: opI64Store, a: 3, b: offset} }
	pop := func(n int64) []instr {
		return []instr{sp, {op: opI32Const, a: n}, {op: opI32Add}, {op: opLocalTee, a: localSP}, {op: opGlobalSet, a: globalSP}}
	}
	ret := []instr{{op: opI32Const}, {op: opReturn}}
	for name, c := range map[string]struct{ block, want []instr }{
		"nothing":           {of(value, load(0)), of(value, load(0))},
		"nop":               {of(instr{op: opNop}, value), of(value)},
		"load":              {of(plus(24), load(8)), of(sp, load(32))},
		"load, no offset":   {of(sp, wide, narrow, load(8)), of(sp, load(8))},
		"store":             {of(plus(16), value, store(0)), of(sp, value, store(16))},
		"store of a load":   {of(plus(16), plus(40), load(0), store(0)), of(sp, sp, load(40), store(16))},
		"address as value":  {of(sp, plus(16), wide, store(0)), of(sp, sp, instr{op: opI32Const, a: 16}, instr{op: opI32Add}, wide, store(0))},
		"negative offset":   {of(plus(-8), load(0)), of(plus(-8), load(0))},
		"condition":         {of(value, instr{op: opI64Eqz}, wide, instr{op: opI64Eqz}), of(value, instr{op: opI64Eqz}, instr{op: opI32Eqz})},
		"condition, narrow": {of(value, instr{op: opI64Eqz}, wide, narrow), of(value, instr{op: opI64Eqz})},
		"double negation":   {of(value, instr{op: opI64Eqz}, wide, instr{op: opI64Eqz}, instr{op: opI32Eqz}, instr{op: opJumpIf, a: 3}), of(value, instr{op: opI64Eqz}, instr{op: opJumpIf, a: 3})},
		"jump":              {of(value, narrow, instr{op: opIf, a: void}, instr{op: opJump, a: 4}, instr{op: opEnd}), of(value, narrow, instr{op: opJumpIf, a: 4})},
		"return":            {of(pop(40), pop(8), ret), of(sp, instr{op: opI32Const, a: 48}, instr{op: opI32Add}, instr{op: opGlobalSet, a: globalSP}, ret)},
		"return, no frame":  {of(pop(8), ret), of(sp, instr{op: opI32Const, a: 8}, instr{op: opI32Add}, instr{op: opGlobalSet, a: globalSP}, ret)},
		"no return":         {of(pop(40), value), of(pop(40), value)},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, simplify(c.block))
		})
	}
}

// flow is a function with a block for each list of jumps; negative: only sometimes.
func flow(resumed []int, blocks ...[]int) *assembler {
	f := &function{resume: append([]int{0}, resumed...)}
	for _, jumps := range blocks {
		var code []instr
		for _, to := range jumps {
			if to < 0 {
				code = append(code, instr{op: opLocalGet, a: 5}, instr{op: opJumpIf, a: int64(-to)})
			} else {
				code = append(code, instr{op: opJump, a: int64(to)})
			}
		}
		f.blocks = append(f.blocks, code)
	}
	f.blocks[len(blocks)-1] = append(f.blocks[len(blocks)-1], instr{op: opI32Const}, instr{op: opReturn})
	a := &assembler{f: f}
	a.dropFallthrough()
	a.reach()
	a.findLoops()
	a.findLabels()
	return a
}

func TestLoops(t *testing.T) {
	for name, c := range map[string]struct {
		resumed []int
		blocks  [][]int
		loops   map[int]int
	}{
		"straight":           {nil, [][]int{{}, {}}, map[int]int{}},
		"one":                {nil, [][]int{{}, {-3}, {1}, {}}, map[int]int{1: 2}},
		"of one block":       {nil, [][]int{{}, {-1}, {}}, map[int]int{1: 1}},
		"nested":             {nil, [][]int{{}, {-4}, {-2}, {1}, {}}, map[int]int{1: 3, 2: 2}},
		"same start":         {nil, [][]int{{}, {}, {-1}, {-1}, {}}, map[int]int{1: 3}},
		"entered":            {nil, [][]int{{-2}, {}, {-1}, {}}, map[int]int{}},
		"entered at start":   {nil, [][]int{{-1}, {}, {-1}, {}}, map[int]int{1: 2}},
		"resumed inside":     {[]int{2}, [][]int{{}, {}, {-1}, {}}, map[int]int{}},
		"resumed at start":   {[]int{1}, [][]int{{}, {}, {-1}, {}}, map[int]int{1: 2}},
		"overlapping":        {nil, [][]int{{}, {}, {}, {-1}, {-2}, {}}, map[int]int{2: 4}},
		"outer resumed":      {[]int{4}, [][]int{{}, {-5}, {}, {-2}, {1}, {}}, map[int]int{2: 3}},
		"code never reached": {nil, [][]int{{2}, {1}, {}}, map[int]int{}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.loops, flow(c.resumed, c.blocks...).loops)
		})
	}
}

func TestLabels(t *testing.T) {
	a := flow([]int{4}, []int{-3}, []int{2}, []int{-2, 5}, []int{}, []int{}, []int{})
	assert.Equal(t, []bool{false, false, false, true, true, true}, a.labelled)
	assert.Equal(t, map[int]int{2: 2}, a.loops)
}
