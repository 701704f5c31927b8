package shrink

// The linker writes a table of all functions for tracebacks, the growth of stacks and the
// garbage collector ("pclntab"), and the addresses of its parts into firstmoduledata.
// What follows is their layout in Go 1.27; see runtime/symtab.go, runtime/runtime2.go,
// runtime/symtabinl.go and internal/abi/symtab.go.

// header is how the table starts: magic number, PC quantum 1, pointers of 8 bytes.
var header = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

const (
	headerSize  = 72
	headerParts = 32 // offsets of the parts that headerOrder lists
)

var headerOrder = []int{mdFuncNames, mdCUs, mdFiles, mdPCTables, mdFuncs}

// The words of the module data. Slices have three.
const (
	mdHeader    = 0
	mdFuncNames = 1
	mdCUs       = 4 // files of the compilation units
	mdFiles     = 7
	mdPCTables  = 10
	mdFuncs     = 13 // ftab and the records behind it
	mdFTab      = 16
	mdFindFunc  = 19
	mdMinPC     = 20
	mdMaxPC     = 21
	mdGoFunc    = 43
	mdEnd       = 44
)

// Of the table that finds functions by PC: one bucket for 4096 PCs.
const (
	bucketSize = 20
	bucketPCs  = 4096
	subbuckets = 16
)

// The record of a function. Behind it are the offsets of its PC tables and of its data.
const (
	recordPC          = 0
	recordName        = 4
	recordArgs        = 8
	recordDeferReturn = 12
	recordSP          = 16
	recordFile        = 20
	recordLine        = 24
	recordPCData      = 28 // their number
	recordCU          = 32
	recordKind        = 40 // id and flags, and the number of the data
	recordFuncData    = 43
	recordSize        = 44
	recordWritten     = recordSize + 4*(pcdataStack+1) + 4*keptFuncdata

	flagAssembly = 4
)

// The PC tables and the data of a function.
const (
	pcdataStack   = 1
	pcdataInlined = 2

	keptFuncdata  = 5 // pointers of arguments, of locals, stack objects, -, open-coded defers
	funcdataCalls = 3 // inlined calls, of which there is no need but for symbols
)

// An inlined call.
const (
	inlinedName   = 4
	inlinedParent = 8 // the PC where it is called
	inlinedSize   = 16
)

// funcTables is what the runtime has to know of a function.
type funcTables struct {
	pc          int // its index in PCs
	name        string
	needsName   bool   // the runtime asks for it
	args        uint32 // size of arguments and results
	deferReturn int    // PC_B where to go on after a panic
	kind        uint32 // id and flags
	sp          pcTable
	stack       pcTable // number of the stack map at a call
	data        [keptFuncdata][]byte
}

// drop forgets what is known of a function that is never called.
func (t *funcTables) drop() { *t = funcTables{pc: t.pc, name: t.name} }

func (t *funcTables) assembly() bool { return t.kind>>8&flagAssembly != 0 }

// pclntab is the table of all functions.
type pclntab struct {
	at     int // its address
	module int // the address of the module data
	end    int // the address behind the table
	funcs  []*funcTables
}
